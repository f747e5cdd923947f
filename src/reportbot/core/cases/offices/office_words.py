"""What an office answers in a word or two, by SMS or by mail: received, not ours, in progress until a date, done. Pure.

Only what is known word for word is an answer. Whatever else stands there ("nije gotovo", "nuk pranoj") is none: to
record the contrary of what somebody wrote would be worse than to ask once more.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from reportbot.core.cases.closing import outcomes_for
from reportbot.core.cases.offices.office_days import read_day
from reportbot.core.cases.referral import Answer

LONGEST = 200  # letters of an answer in words


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. `until` goes with in_progress; `outcome` (a code) or `number` (of the list, from 1) with done.

    `suggested` is the institution that was named behind "not ours", "" for none.
    """

    answer: Answer
    until: date | None = None
    outcome: str = ""
    number: int = 0
    suggested: str = ""


def said(text: str, today: date, named: Callable[[str], str] = lambda words: "") -> Said | None:
    """In Albanian, Serbian, English, Bosnian or Turkish, in any letters; None for anything else.

    `today` is the office's day, from which dates without a year and "tomorrow" count. `named` gives the institution
    that some folded words name, "" for none.
    """
    if len(text) > LONGEST:
        return None
    dated = read_day(text, today)
    if dated is None:
        return None
    until, words = dated
    words = _SPOKEN.sub("eshte", _STUCK.sub(" ", _without_manners(words)))
    if until == today and (finished := _done(words)):
        return finished
    if until is not None:
        phrase = _behind_received(_without_until(words))
        works = phrase == "" or phrase in _IN_PROGRESS or phrase in _WILL
        return Said(Answer.IN_PROGRESS, until) if works and words else None  # a date alone is no answer
    if words in _RECEIVED:
        return Said(Answer.RECEIVED)
    if _behind_received(words) in _IN_PROGRESS:
        return Said(Answer.IN_PROGRESS)
    return _not_ours(words, named) or _done(words)


def outcome_of(answer: Said, concerns_a_person: bool) -> str:
    """The code of what came of it, "" where none was said or none of that kind of matter."""
    offered = [each.code for each in outcomes_for(concerns_a_person)]
    if answer.number:
        return offered[answer.number - 1] if answer.number <= len(offered) else ""
    return answer.outcome if answer.outcome in offered else ""


_RECEIVED = frozenset({
    "pranoj", "e pranoj", "pranojme", "e pranojme", "pranova", "e pranova", "pranuam", "e pranuam", "pranuar",
    "pranohet", "pranojm", "e pranojm", "pranoj rastin", "pranojme rastin", "e kemi marr", "u pranua", "e morem",
    "morem", "e mora", "e marrim", "marrim", "e kemi", "e kemi marre", "e kam marre", "prihvatam", "prihvatamo",
    "prihvacam", "prihvacamo", "prihvaceno", "primljeno", "primio sam", "primila sam", "prihvatam slucaj",
    "prihvatamo slucaj", "preuzimamo slucaj", "primili smo", "preuzimam", "preuzimamo", "preuzeto", "accept",
    "accepted", "i accept", "we accept", "received", "we have it", "i have it", "got it", "e pranuam rastin",
    "e pranojme rastin", "pranuam rastin", "e pranuam raportimin", "u pranua rasti", "u pranua nga zyra",
    "e kemi pranuar", "e kemi pranuar raportin", "e kemi pranuar raportimin", "e kemi pranuar rastin", "rasti u pranua",
    "rastin e pranojme", "rastin e pranojm", "rasti eshte pranuar", "e kemi marre ne dore", "e morem ne dore",
    "kemi pranuar", "kemi marre", "po e pranojme", "ok pranoj", "ok pranojme", "primili smo prijavu",
    "prijava primljena", "primili smo slucaj", "prihvatili smo", "we received it", "we accept it", "we take it",
    "kabul", "kabul ediyorum", "kabul ediyoruz", "kabul edildi", "aldik", "aldim", "alindi",
})  # fmt: skip
_IN_PROGRESS = frozenset({
    "ne pune", "ne pune e siper", "ne proces", "ne trajtim", "jemi ne pune", "jam ne pune", "po punojme", "po punoj",
    "po punohet", "po merremi", "po merremi me te",
    "u radu", "u toku", "u postupku", "radimo", "radim", "radi se", "radimo na tome", "radimo na ovome", "na tome smo",
    "in progress", "working", "working on it", "we are working on it", "i am working on it",
    "jemi duke punuar", "po e shikojme", "po e shikojm", "po e shqyrtojme", "po e shqyrtojm", "po e trajtojme",
    "po punojm",
    "po e rregullojme", "jemi ne teren", "radi se na tome", "radimo na resenju", "proveravamo", "provjeravamo",
    "na terenu smo", "looking into it", "we are looking into it", "we are on it",
    "calisiyoruz", "calisiyorum", "uzerinde calisiyoruz", "devam ediyor", "devam ediyoruz", "islemde",
})  # fmt: skip
# With a day alone: without one it says no more than that it is theirs.
_WILL = frozenset({
    "e kryejme", "do ta kryejme", "ta kryejme", "do te kryhet", "te kryhet", "kryhet", "e rregullojme", "e perfundojme",
    "do ta rregullojme", "ta rregullojme", "do te rregullohet", "te rregullohet", "do ta perfundojme", "ta perfundojme",
    "e kryjme", "do ta kryjme", "ta kryjme", "e bejme", "do ta bejme", "e rregullojm", "e ndreqim", "do ta ndreqim",
    "ta ndreqim", "ta bejme",
    "bice", "bice reseno", "bice uradjeno", "resicemo", "rijesit cemo", "uradicemo", "uradit cemo",
    "bice gotovo", "bit ce gotovo", "bice zavrseno", "bice popravljeno", "zavrsicemo", "zavrsit cemo", "popravicemo",
    "we will finish", "we will finish it", "we will do it", "we will fix it", "will be done", "it will be done",
    "will be fixed", "it will be fixed",
    "bitirecegiz", "bitecek", "tamamlanacak", "yapacagiz",
})  # fmt: skip
_NOT_OURS = (
    "jo e jona", "jo e joni", "s eshte jona", "nuk i takon zyres sone", "nuk i takon zyres tone",
    "nuk i perket zyres sone", "jo jona", "jo i yni", "jo yni", "nuk eshte e jona", "nuk eshte jona",
    "nuk eshte i yni",
    "nuk eshte e joni", "s eshte e jona", "seshte e jona", "s eshte i yni", "nuk eshte per ne", "s eshte per ne",
    "nuk na takon", "s na takon", "nuk na perket", "nuk eshte detyra jone",
    "nuk eshte kompetenca jone", "nuk eshte kompetence e jona", "nuk eshte ne kompetencen tone", "nuk kemi kompetence",
    "nuk kemi kompetenca", "nuk eshte puna jone", "nuk eshte detyra e jone", "nuk eshte pune e jona",
    "nije nase nadleznosti", "nemamo nadleznost", "nismo nadlezni za to",
    "nije nase", "nije nasa", "nije nas", "nije za nas", "nije nasa nadleznost", "nije u nasoj nadleznosti",
    "nismo nadlezni", "nije nas posao",
    "not our job", "not our business", "we are not responsible", "it is not our task", "this is not our task",
    "not ours", "not us", "not for us", "it is not ours", "this is not ours", "not our task",
    "bizim gorevimiz degil", "yetkimiz yok", "bizim degil", "bize ait degil", "bizim isimiz degil",
)  # fmt: skip
_DONE = (
    "kryer", "e kryer", "eshte kry", "u krye", "u kry", "e kryem", "kryem", "e kreva", "eshte kryer", "perfunduar",
    "perfundoi",
    "u perfundua", "e perfunduar", "mbaroi", "mbaruar",
    "e kemi kry", "e kemi kryer", "kemi kryer", "e kreme", "puna u krye", "u krye puna", "u kryen punimet", "u zgjidh",
    "problemi u zgjidh", "u zgjidh problemi", "e zgjidhem",
    "uradili smo", "uradjeno je", "posao je zavrsen", "problem je resen", "problem resen", "reseno je",
    "gotovo", "gotovo je", "zavrseno", "zavrsili smo", "reseno", "rijeseno", "uradjeno", "uradeno", "obavljeno",
    "we did it", "we finished", "problem solved", "it is solved", "solved", "done", "it is done", "finished",
    "completed",
    "bitti", "bitirdik", "tamamlandi", "yapildi",
)  # fmt: skip
_OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "repaired": (
        "rregulluar", "e rregulluar", "u rregullua", "e rregulluam", "riparuar", "u riparua", "hequr", "u hoq",
        "popravljeno", "uklonjeno", "otklonjeno", "sredjeno", "repaired", "removed", "fixed", "repaired or removed",
        "onarildi", "giderildi", "kaldirildi", "u riparua ose u hoq", "popravljeno ili uklonjeno",
    ),
    "made_safe": (
        "siguruar", "u sigurua", "e siguruar", "siguruar perkohesisht", "perkohesisht", "obezbedjeno", "obezbedeno",
        "obezbijedjeno", "obezbijedeno", "osigurano", "privremeno", "made safe", "safe", "made safe for now",
        "guvenli", "guvene alindi", "u sigurua perkohesisht", "za sada obezbedjeno", "za sada obezbedeno",
    ),
    "help_began": (
        "ndihma nisi", "nisi ndihma", "ndihma filloi", "filloi ndihma", "ndihma ka filluar", "ndihme", "pomoc pocela",
        "pomoc je pocela", "pocela pomoc", "pomoc", "help began", "help has begun", "help", "yardim basladi",
    ),
    "advice": (
        "keshille", "keshilla", "u dha keshille", "keshilluar", "u keshillua", "dhame keshille", "savet", "dat savet",
        "savjet", "dat savjet", "savetovano", "advice", "advice given", "advice was given", "tavsiye",
        "tavsiye verildi", "dat je savet",
    ),
    "passed_on": (
        "vazhdon tjeter", "vazhdon tjetri", "tjeter", "vazhdon zyra tjeter", "vazhdon nje zyre tjeter",
        "vazhdon nje tjeter", "drugi", "drugi nastavlja", "nastavlja drugi", "passed on", "another goes on",
        "another institution goes on", "baskasi devam ediyor", "vazhdon nje institucion tjeter",
        "nastavlja druga institucija",
    ),
    "nothing_found": (
        "asgje", "nuk u gjet asgje", "nuk u gjet gje", "s u gjet gje", "su gjet gje", "s gjetem gje",
        "nuk gjetem asgje", "nista", "nista nije nadjeno", "nista nije nadeno", "nije nadjeno nista",
        "nismo nasli nista", "nothing", "nothing found", "we found nothing", "we looked and found nothing",
        "bir sey bulunamadi", "shikuam dhe nuk gjetem asgje", "pogledali smo i nismo nasli nista",
    ),
    "cannot": (
        "nuk mundemi", "s mundemi", "smundemi", "nuk mund", "s mund", "ne mozemo", "ne moze", "ne mogu", "cannot",
        "we cannot", "cannot do it", "we cannot do it", "yapamiyoruz", "yapilamadi", "nuk mund ta bejme",
        "ne mozemo to da uradimo",
    ),
}  # fmt: skip
# Said alone they say both: that it is done, and what came of it.
_REPAIRED = frozenset({
    "rregulluar", "e rregulluar", "u rregullua", "u rregullu", "e rregulluam", "e kemi rregulluar", "riparuar",
    "u riparua", "e riparuam", "eshte rregulluar", "eshte riparuar", "u ndreq", "e ndreqem", "u mbulua",
    "u mbulua puseta", "puseta u mbulua",
    "popravljeno", "popravili smo", "popravljeno je", "otklonjeno", "uklonjeno", "fixed", "repaired", "it is fixed",
    "it is repaired", "we fixed it", "onarildi", "onardik", "giderildi",
})  # fmt: skip
_BY_WORD = {word: code for code, words in _OUTCOMES.items() for word in words}
_UNTIL = (
    "deri me", "deri ne", "deri", "brenda", "per", "pas", "do", "za", "u roku od", "until", "till", "by", "within",
    "for", "in", "ye kadar", "ya kadar", "e kadar", "a kadar", "kadar", "icinde",
)  # fmt: skip
_MANNERS = (
    "faleminderit", "flm", "ju faleminderit", "pershendetje", "hvala", "hvala vam", "pozdrav", "thanks", "thank you",
    "tesekkurler", "zahvaljujemo", "me respekt", "ju pershendes", "te nderuar", "miredita", "mirdita",
    "srdacan pozdrav",
    "s postovanjem", "postovani", "dobar dan", "lp", "best regards", "kind regards", "regards", "hello", "saygilar",
)  # fmt: skip
_SPOKEN = re.compile(r"\b(?:osht|asht|esht)\b")
_BEFORE_TODAY = re.compile(r"^(?:dje|juce|yesterday|dun) | (?:dje|juce|yesterday|dun)$")
_STUCK = re.compile(r"(?<=[a-z])(?=[0-9]{1,2}$)")  # "kryer1"
_NUMBER = re.compile(r"(?:(?:numri|nr|broj|br|number|no) )?([1-9][0-9]?)")


def _without_manners(words: str) -> str:
    for polite in sorted(_MANNERS, key=len, reverse=True):
        words = words.removesuffix(f" {polite}").removeprefix(f"{polite} ")
    return words


def _behind_received(words: str) -> str:
    """ "Primljeno, radimo na tome" says the second."""
    return _behind(words, tuple(_RECEIVED)) or words


def _without_until(words: str) -> str:
    """What stands beside "until"."""
    for until in _UNTIL:
        if words == until:
            return ""
        if words.endswith(f" {until}"):
            return words.removesuffix(f" {until}")
        if words.startswith(f"{until} "):
            return words.removeprefix(f"{until} ")
    return words


def _not_ours(words: str, named: Callable[[str], str]) -> Said | None:
    if words in _NOT_OURS:
        return Said(Answer.NOT_OURS)
    rest = _behind(words, _NOT_OURS)
    suggested = named(rest) if rest else ""
    return Said(Answer.NOT_OURS, suggested=suggested) if suggested else None


def _done(words: str) -> Said | None:
    words = _BEFORE_TODAY.sub("", words)
    if words in _DONE:
        return Said(Answer.DONE)
    if words in _REPAIRED:
        return Said(Answer.DONE, outcome="repaired")
    rest = _behind(words, _DONE)
    if number := _NUMBER.fullmatch(rest):
        return Said(Answer.DONE, number=int(number[1]))
    return Said(Answer.DONE, outcome=_BY_WORD[rest]) if rest in _BY_WORD else None


def _behind(words: str, phrases: tuple[str, ...]) -> str:
    """What follows the longest of these phrases that it begins with, "" where it begins with none."""
    fitting = [phrase for phrase in phrases if words.startswith(f"{phrase} ")]
    return words.removeprefix(max(fitting, key=len)).strip() if fitting else ""
