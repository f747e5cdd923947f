"""Offices and their desk are spoken to politely: "ju" in Albanian, "vi" in Serbian; on buttons too, or with a noun."""

import re

import pytest
from babel.messages.pofile import read_po

from reportbot import paths
from reportbot.i18n.audience import OFFICE_SOURCES

DEMO = "reportbot/demo/"  # there a visitor plays the person who reports
DEEDS = {
    "sq": "Anulo|Bashkoje|Bashkoji|Bëj|Bëje|Dil|Dërgo|Fillo|Fshihe|Fshije|Fto|Hap|Hape|Hidh|Hiq|Hiqe|Hyr|Jep|Jepi"
    "|Jepja|Kalo|Konfirmo|Kontrollo|Krijo|Kryeje|Kthehu|Ktheje|Kërko|Lexo|Lexoje|Liroje|Lëre|Lëshoje|Mbaje"
    "|Mbyll|Mbylle|Merr|Merre|Ndal|Ndale|Ndrysho|Ndryshoje|Ngushto|Njofto|Njoftoje|Prit|Propozo|Provo|Pyet"
    "|Përcille|Përdor|Përdore|Përdori|Përfundo|Refuzo|Rregullo|Ruaj|Ruaje|Shfaq|Shiko|Shkarko|Shkarkoje|Shko"
    "|Shkruaj|Shto|Shtyj|Shtyje|Shtyp|Shëno|Shënoje|Telefono|Thuaj|Ushtro|Vazhdo|Vendos|Zgjidh|Zhvendose",
    "sr": "Dodaj|Dodeli|Izaberi|Izađi|Izdvoji|Javi|Koristi|Napiši|Napravi|Nastavi|Obavesti|Obriši|Odbij|Odjavi"
    "|Odloži|Opozovi|Oslobodi|Ostavi|Otkaži|Otvori|Označi|Pauziraj|Pitaj|Podesi|Pogledaj|Pokaži"
    "|Pokušaj(?! potvrde)|Pomeri|Poništi|Popuni|Potvrdi|Pozovi|Počni|Pošalji|Predaj|Predloži|Prekini|Premesti"
    "|Preuzmi|Pređi|Prijavi|Prikaži|Pritisni|Promeni|Prosledi|Proveri|Pročitaj|Reci|Reši|Sačekaj|Sačuvaj|Skloni"
    "|Spoji|Suzi|Ukloni|Unesi|Uradi|Uzmi|Vrati|Zadrži|Zapiši|Zatvori|Zaustavi|Završi|Čekaj",
}
"""One deed asked of one friend, as the first word of a sentence or of what stands on a button."""
FAMILIAR = {
    "sq": r"\b[Tt]ë lutem\b|\b(ty|yt|jote|tënd|tënde)\b|\b(të|ta|t’i|t'i) \w+(ësh|osh|uash)\b|\bPse të duhet\b",
    "sr": r"\b[Mm]olim te\b|\b(ti|tebi|tebe|tvoj\w*|možeš|moraš|hoćeš|želiš|znaš|imaš)\b"
    r"|\b(?!još|baš|vaš|naš)\w{2,}[aei]š\b|\bNe \w+[au]j\b",
}


@pytest.mark.parametrize("language", DEEDS)
def test_no_sentence_for_the_desk_or_an_office_speaks_to_it_as_to_a_friend(language: str) -> None:
    with (paths.locales() / language / "LC_MESSAGES" / "reportbot.po").open("rb") as file:
        said = [str(each.string) for each in read_po(file) if each.id and _is_for_the_desk(each)]
    assert len(said) > 500
    deed = re.compile(
        rf"(^|[.!?] |^Ponovo |^Sada )({DEEDS[language]})(?!\w)|: (odmah )?(?!pyet)({DEEDS[language].lower()})(?!\w)"
    )
    second = re.compile(  # "Save and go on"; and what begins a sentence about somebody else as well
        rf"^([^.!?]*\b(dhe|ose|i|ili) ({DEEDS[language].lower()})|Traži|Vidi)(?!\w)[^.!?]*$"
    )
    familiar = re.compile(FAMILIAR[language])
    assert [each for each in said if deed.search(each) or second.search(each) or familiar.search(each)] == []


def _is_for_the_desk(message: object) -> bool:
    files = [str(file) for file, _ in getattr(message, "locations", ())]
    return all(any(source in file for source in OFFICE_SOURCES) and DEMO not in file for file in files)
