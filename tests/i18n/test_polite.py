"""Offices and their desk are spoken to politely: "ju" in Albanian, "vi" in Serbian. Labels of buttons say only the
verb, so what is looked at is whole sentences.
"""

import re

import pytest
from babel.messages.pofile import read_po

from reportbot import paths
from reportbot.i18n.audience import OFFICE_SOURCES

DEMO = "reportbot/demo/"  # there a visitor plays the person who reports
DEEDS = {
    "sq": "Bëj|Hap|Hape|Jep|Jepi|Kërko|Kryeje|Kthehu|Lexo|Mbyll|Ndrysho|Njofto|Njoftoje|Prit|Provo|Pyet|Ruaj|Shiko|Shko"
    "|Shkruaj|Shtyp|Telefono|Thuaj|Zgjidh",
    "sr": "Čekaj|Izaberi|Javi|Napiši|Otvori|Pitaj|Pogledaj|Pokušaj|Pozovi|Pritisni|Pročitaj|Promeni|Reci|Sačekaj"
    "|Sačuvaj|Unesi",
}
"""One deed asked of one friend, as the first word of a sentence."""
FAMILIAR = {
    "sq": r"\b[Tt]ë lutem\b|\b(ty|yt|jote|tënd|tënde)\b|\b(të|ta|t’i|t'i) \w+(ësh|osh|uash)\b|\bPse të duhet\b",
    "sr": r"\b[Mm]olim te\b|\b(ti|tebi|tebe|tvoj\w*|možeš|moraš|hoćeš|želiš|znaš|imaš)\b"
    r"|\b(?!još|baš|vaš|naš)\w{2,}[aei]š\b",
}


@pytest.mark.parametrize("language", DEEDS)
def test_no_sentence_for_the_desk_or_an_office_speaks_to_it_as_to_a_friend(language: str) -> None:
    with (paths.locales() / language / "LC_MESSAGES" / "reportbot.po").open("rb") as file:
        said = [str(each.string) for each in read_po(file) if each.id and _is_for_the_desk(each)]
    assert len(said) > 500
    deed = re.compile(rf"(^|[.!?] )({DEEDS[language]}) [^.!?]*[.!?]")
    familiar = re.compile(FAMILIAR[language])
    assert [each for each in said if deed.search(each) or familiar.search(each)] == []


def _is_for_the_desk(message: object) -> bool:
    files = [str(file) for file, _ in getattr(message, "locations", ())]
    return all(any(source in file for source in OFFICE_SOURCES) and DEMO not in file for file in files)
