"""Every reply that is shipped: there in all languages, plain, short, honest, and silent where somebody may look on."""

from pathlib import Path

import pytest

from reportbot import paths
from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.checks.plainness import longest_sentence, sentences, words_in
from reportbot.core.errors import BadSetup
from reportbot.core.outgoing.as_sms import body
from reportbot.core.outgoing.templates import LONGEST, Template, filled, templates_for
from reportbot.core.sms import segments
from reportbot.core.text import fold
from reportbot.reply_templates import LANGUAGES, load_templates
from reportbot.service.outgoing.neutral import is_neutral

SHIPPED = load_templates(paths.conversations())
FILL = {"number": "2026-0001", "institution": "Drejtoria e Shërbimeve Publike", "deadline": "e hënë, 23 nëntor"}
ROWS = [(each, code) for each in SHIPPED for code in each.text.names]
PROMISES = (
    "premtojm", "garant", "sigurisht", "patjeter", "siguria jote", "obecava", "sigurno ce", "kesinlikle", "soz veri",
    "we promise", "guarantee", "certainly", "will be solved", "do te zgjidhet", "bice reseno", "bice rijeseno",
    "cozulecek", "100", "askush nuk do", "niko nece", "nobody will ever", "secret", "sekret", "tajna", "gizli",
)  # fmt: skip


@pytest.mark.parametrize(("template", "language"), ROWS, ids=lambda each: getattr(each, "key", each))
def test_it_is_plain_and_short(template: Template, language: str) -> None:
    text = template.text.names[language]
    said = filled(text, FILL)
    assert len(said) <= LONGEST
    assert len(sentences(text)) <= 4, "three, and a list behind a colon"
    assert words_in(longest_sentence(text)) <= 15, longest_sentence(text)
    assert segments(body(said)) <= 2


@pytest.mark.parametrize(("template", "language"), ROWS, ids=lambda each: getattr(each, "key", each))
def test_it_promises_nothing_and_tells_no_secret(template: Template, language: str) -> None:
    text = template.text.names[language]
    assert not [word for word in PROMISES if word in fold(text)]
    assert is_neutral(text)


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("is_open", [True, False])
def test_there_is_one_for_every_matter_open_or_over(category: str, is_open: bool) -> None:
    fitting = templates_for(SHIPPED, category, is_open)
    assert fitting
    if is_open:
        assert any("all" not in each.about for each in fitting), "one about this kind of matter"


def test_no_two_read_alike_and_each_has_a_name_in_the_languages_of_the_desk() -> None:
    for code in LANGUAGES:
        said = [each.text.names[code] for each in SHIPPED]
        assert len(set(said)) == len(said)
    assert all({"sq", "sr", "en"} <= set(each.name.names) for each in SHIPPED)


def test_albania_is_told_in_other_words_only_where_they_differ() -> None:
    assert all(each.text.names["sq_AL"] != each.text.names["sq"] for each in SHIPPED if "sq_AL" in each.text.names)


def test_serbian_is_read_in_cyrillic_letters_too() -> None:
    text = SHIPPED[0].text.in_("sr_Cyrl")
    assert text.startswith("Прочитали")


@pytest.mark.parametrize(
    "content",
    [
        "rubbish",
        "[[template]]\nkey = 'a'\n",
        "[[template]]\nkey='a'\nabout=['all']\nname={en='a'}\ntext={en='Shih evil.com'}\n",
        "[[template]]\nkey='a'\nabout=['all']\nwhen='never'\nname={en='a'}\ntext={en='a'}\n",
        "[[template]]\nkey='a'\nabout=['all']\ncolour='red'\nname={en='a'}\ntext={en='a'}\n",
        "template = 5\n",
        "\x00",
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "replies").mkdir()
    (tmp_path / "replies" / "own.toml").write_text(content)
    with pytest.raises(BadSetup) as refused:
        load_templates(tmp_path)
    assert "replies/own.toml" in str(refused.value)
