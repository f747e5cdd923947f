"""Whatever the language, an SMS holds letters that every phone has, and nothing that somebody wrote is changed."""

import pytest

from reportbot.core.messages import Named, Text
from reportbot.core.sms import BASIC, EXTENSION, fold_to_gsm, segments
from reportbot.i18n.audience import read_in
from tests import shipped

SHIPPED = shipped.catalogues()
SAID = shipped.sentences()
PHONE = frozenset(BASIC + EXTENSION)


@pytest.mark.parametrize("language", SHIPPED.languages)
def test_every_sentence_folds_into_letters_of_a_phone(language: str) -> None:
    for message in read_in(language, SAID):
        assert set(fold_to_gsm(SHIPPED.say(Text(message.msgid), language))) <= PHONE, message.msgid


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Şu an çıkış, ağır: GERİ yaz", "Su an cikis, agir: GERI yaz"),
        ("köyü, günü", "köyü, günü"),  # phones have ö and ü
        ("dječija šaht ćirilica đak", "djecija saht cirilica djak"),
        ("Ћирилица, Њива, џеп", "Cirilica, Njiva, dzep"),
    ],
)
def test_letters_with_marks_and_cyrillic_are_written_plainly(written: str, sent: str) -> None:
    assert fold_to_gsm(written) == sent


def test_serbian_in_cyrillic_costs_an_sms_what_it_costs_in_latin() -> None:
    for message in SAID:
        latin, cyrillic = (fold_to_gsm(SHIPPED.say(Text(message.msgid), code)) for code in ("sr", "sr_Cyrl"))
        assert segments(cyrillic) <= segments(latin)


def test_what_somebody_wrote_keeps_its_letters() -> None:
    """Their words, a number or an address that fills a hole is no sentence of ours."""
    note = Text("They write: “{note}”", {"note": "Dolazimo u sredu"})
    assert SHIPPED.say(note, "sr_Cyrl") == "Они пишу: “Dolazimo u sredu”"
    town = Text("Report to {town}", {"town": Named({"sq": "Vushtrri", "sr": "Vučitrn"})})
    assert [SHIPPED.say(town, code) for code in ("sr", "sr_Cyrl")] == ["Prijava za Vučitrn", "Пријава за Вучитрн"]


def test_an_explicit_choice_of_latin_letters_is_plain_serbian() -> None:
    for message in SAID[:50]:
        assert SHIPPED.say(Text(message.msgid), "sr_Latn") == SHIPPED.say(Text(message.msgid), "sr")
