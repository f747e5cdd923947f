"""Sentences in the reader's language, with days, names and what people wrote."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reportbot.core.errors import BadSetup
from reportbot.core.messages import Fill, Named, Text, TextList
from reportbot.i18n import Catalogues
from tests import shipped as read_once

LOCALES = Path(__file__).parents[2] / "locales"
WEDNESDAY = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
BEFORE_MIDNIGHT = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def shipped() -> Catalogues:
    return read_once.catalogues()


def a_catalogue(folder: Path, language: str, *pairs: tuple[str, str], raw: str = "") -> Path:
    path = folder / language / "LC_MESSAGES" / "reportbot.po"
    path.parent.mkdir(parents=True)
    entries = "".join(f'\nmsgid "{msgid}"\nmsgstr "{msgstr}"\n' for msgid, msgstr in pairs)
    path.write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n' + entries + raw, "utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sq", "Zgjidh gjuhën. Rrezik tani? Telefono 112."),
        ("sr", "Izaberi jezik. Opasnost sada? Zovi 112."),
        ("en", "Choose your language. In danger now? Call 112."),
        ("sq_AL", "Zgjidh gjuhën. Rrezik tani? Telefono 112."),
        ("xx", "Choose your language. In danger now? Call 112."),
        ("", "Choose your language. In danger now? Call 112."),
    ],
)
def test_every_reader_gets_their_language_or_the_nearest_one(shipped: Catalogues, language: str, said: str) -> None:
    text = Text("Choose your language. In danger now? Call {emergency}.", {"emergency": "112"})
    assert shipped.say(text, language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sq", "e mërkurë, 25 nëntor, ora 14:00"),
        ("sr", "sreda, 25. novembar u 14:00"),
        ("en", "Wednesday 25 November, 14:00"),
    ],
)
def test_a_moment_is_said_as_people_say_it_in_the_time_of_the_town(
    shipped: Catalogues, language: str, said: str
) -> None:
    assert shipped.say(Text("{due}", {"due": WEDNESDAY}), language, zone="Europe/Belgrade") == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [("UTC", "e premte, 31 korrik, ora 22:30"), ("Europe/Tirane", "e shtunë, 1 gusht, ora 00:30")],
)
def test_the_zone_decides_which_day_it_is(shipped: Catalogues, zone: str, said: str) -> None:
    assert shipped.say(Text("{due}", {"due": BEFORE_MIDNIGHT}), "sq", zone=zone) == said


def test_a_moment_without_a_zone_counts_as_utc(shipped: Catalogues) -> None:
    naive = WEDNESDAY.replace(tzinfo=None)
    assert shipped.say(Text("{due}", {"due": naive}), "en", zone="Europe/Belgrade") == "Wednesday 25 November, 14:00"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Komoran", "Komoran"),
        (1200, "1200"),
        (0, "0"),
        (date(2026, 11, 25), "e mërkurë, 25 nëntor"),
        (Named({"sr": "Vučitrn", "sq": "Vushtrri"}), "Vushtrri"),
        (Named({"sr": "Vučitrn"}), "Vučitrn"),
        (Text("Police"), "Policia"),
        (TextList((Text("Police"), Text("{n}", {"n": "194"}))), "Policia\n194"),
        (TextList((Text("Police"), Text("{n}", {"n": "194"})), " / "), "Policia / 194"),
        (TextList(()), ""),
    ],
)
def test_a_hole_takes_words_numbers_days_names_and_texts(shipped: Catalogues, value: Fill, said: str) -> None:
    assert shipped.say(Text("{it}", {"it": value}), "sq") == said


def test_a_list_may_be_another_one_in_an_sms(shipped: Catalogues) -> None:
    listed = TextList((Text("Police"), Text("Fire")), sms=TextList((Text("{n}", {"n": "112"}), Text("Police")), ", "))
    assert shipped.say(Text("{it}", {"it": listed}), "sq", sms=True) == "112, Policia"
    assert shipped.say(Text("{it}", {"it": listed}), "sq") == "Policia\nZjarr"


def test_a_name_of_a_place_is_the_same_in_a_country_variant(shipped: Catalogues) -> None:
    assert shipped.say(Text("{it}", {"it": Named({"sr": "Vučitrn", "sq": "Vushtrri"})}), "sq_AL") == "Vushtrri"


@pytest.mark.parametrize("written", ["{code}", "{0}", "{first_words.__class__}", "%(code)s", "{{", "}", "\\{code\\}"])
@pytest.mark.parametrize("language", ["sq", "sr", "en"])
def test_what_a_person_writes_is_never_read_as_a_sentence(shipped: Catalogues, written: str, language: str) -> None:
    text = Text(
        "You wrote: “{first_words}”\nDo you want to report this now?", {"first_words": written, "code": "1234 5678"}
    )
    assert f"“{written}”" in shipped.say(text, language)
    assert "1234" not in shipped.say(text, language)


def test_a_hole_that_nothing_fills_is_left_out(shipped: Catalogues) -> None:
    assert shipped.say(Text("You can call:\n{numbers}"), "sq") == "Mund të telefonosh"


def test_an_sms_takes_the_short_sentence_where_there_is_one(shipped: Catalogues) -> None:
    long, short = "No, I meant something else", "No"
    assert shipped.say(Text(long, {}, short), "sr", sms=True) == "Ne"
    assert shipped.say(Text(long, {}, short), "sr") == "Ne, mislim na nešto drugo"
    assert shipped.say(Text(long), "sr", sms=True) == "Ne, mislim na nešto drugo"
    assert shipped.say(Text("{it}", {"it": Text(long, {}, short)}), "sr", sms=True) == "Ne"


def test_a_label_is_known_in_every_language_with_and_without_marks(shipped: Catalogues) -> None:
    assert shipped.known_as("Yes") == {"yes", "po", "da", "evet"}
    assert shipped.known_as("Help") == {"help", "ndihme", "pomoc", "yardim"}
    assert shipped.known_as("Shqip") == {"shqip"}
    assert shipped.known_as("…") == frozenset()


def test_a_country_variant_says_only_what_differs(tmp_path: Path) -> None:
    a_catalogue(tmp_path, "sq", ("Yes", "Po"), ("town hall", "komuna"))
    a_catalogue(tmp_path, "sq_AL", ("town hall", "bashkia"))
    both = Catalogues.load(tmp_path)
    assert [both.say(Text("town hall"), code) for code in ("sq", "sq_AL", "sq_MK")] == ["komuna", "bashkia", "komuna"]
    assert both.say(Text("Yes"), "sq_AL") == "Po"
    assert both.known_as("town hall") == {"town hall", "komuna", "bashkia"}
    assert both.languages == ("en", "sq", "sq_AL")


def test_an_unsure_or_empty_translation_is_said_in_english(tmp_path: Path) -> None:
    a_catalogue(tmp_path, "sq", ("Back", ""), raw='\n#, fuzzy\nmsgid "Yes"\nmsgstr "Jo"\n')
    catalogues = Catalogues.load(tmp_path)
    assert [catalogues.say(Text(word), "sq") for word in ("Back", "Yes")] == ["Back", "Yes"]


def test_a_folder_without_languages_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSetup, match="holds no language folder"):
        Catalogues.load(tmp_path / "nothing")
    with pytest.raises(BadSetup, match="holds no language folder"):
        Catalogues.load(tmp_path)


def test_a_language_without_its_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "sq").mkdir()
    with pytest.raises(BadSetup, match=r"sq.LC_MESSAGES.reportbot\.po: cannot be read"):
        Catalogues.load(tmp_path)


@pytest.mark.parametrize(
    ("rubbish", "line", "message"),
    [
        (b'msgid "Yes"\nmsgstr "Po"\nhello\n', 3, "is not a .po file here"),
        (b'msgid "Yes"\n\nmsgid "No"\nmsgstr "Jo"\n', 1, "missing msgstr"),
        (b'msgid "Yes"\nmsgstr "P\xff"\n', 2, "is not UTF-8 text"),
        (b'msgid "Yes"\nmsgstr[x] "Po"\n', 0, "is not a .po file"),
        (b'"lost"\n', 1, "is not a .po file"),
    ],
)
def test_a_broken_catalogue_is_told_with_its_line(tmp_path: Path, rubbish: bytes, line: int, message: str) -> None:
    path = a_catalogue(tmp_path, "sq")
    path.write_bytes(rubbish)
    with pytest.raises(BadSetup) as refused:
        Catalogues.load(tmp_path)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == (str(path), line)
    assert message in problem.message


def test_a_folder_that_is_no_language_is_told_with_all_other_problems(tmp_path: Path) -> None:
    a_catalogue(tmp_path, "klingon")
    (tmp_path / "sr").mkdir()
    with pytest.raises(BadSetup) as refused:
        Catalogues.load(tmp_path)
    assert ["is no language" in str(refused.value), "cannot be read" in str(refused.value)] == [True, True]
