"""Days that are named in words: "te premten", "do petka", "next week", "5 dhjetor". In Albanian, Serbian, Bosnian,
English and Turkish, folded (so in any letters). Pure.

A word that can mean two days means none: "Friday" said on a Friday, "next Friday" said on a Monday, "sledeće nedelje"
behind "do" (a week, or its Sunday). Whoever said it is asked. A week ends on its Friday, since offices do.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

FRIDAY = 4
WEEK = timedelta(days=7)
FARTHEST = timedelta(days=200)
"""A date without a year that lies farther ahead was yesterday's, or a slip: asked once more."""


@dataclass(frozen=True, slots=True)
class Named:
    """Words from `start` to `end`. `day` is None where they can mean two; `weekday` is the one that they name alone."""

    start: int
    end: int
    day: date | None
    weekday: int | None = None


def days_in(words: str, today: date) -> list[Named]:
    """All that these folded words name, each part of them once; what says more counts before what says less."""
    found: list[Named] = []
    for pattern, meant in _ROWS:
        for match in pattern.finditer(words):
            if all(match.end() <= each.start or each.end <= match.start() for each in found):
                alone = _WEEKDAY[match["day"]] if meant is _coming else None
                found.append(Named(match.start(), match.end(), meant(match, today), alone))
    return found


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(" ".join(words).split(), key=len, reverse=True))


_WEEKDAYS = (
    "hene henen henes ponedeljak ponedeljka ponedjeljak ponedjeljka monday mon pazartesi pazartesiye",
    "marte marten martes utorak utorka tuesday tues tue sali saliya",
    "merkure merkuren merkures sreda srede sredu srijeda srijede srijedu wednesday wed carsamba carsambaya",
    "enjte enjten enjtes cetvrtak cetvrtka thursday thurs thu persembe persembeye",
    "premte premten premtes petak petka friday fri cuma cumaya",
    "shtune shtunen shtunes subota subote subotu saturday cumartesi cumartesiye",
    "diel diele dielen dieles nedelja nedelje nedelju nedjelja nedjelje nedjelju sunday pazar pazara",
)
_WEEKDAY: Mapping[str, int] = {word: day for day, words in enumerate(_WEEKDAYS) for word in words.split()}
_MONTHS = (
    "janar janarit januar januara january jan ocak ocaga",
    "shkurt shkurtit februar februara february feb subat subata",
    "mars marsit mart marta march mar",
    "prill prillit april aprila apr nisan nisana",
    "maj majit maja may mayis mayisa",
    "qershor qershorit jun juna juni june haziran hazirana",
    "korrik korrikut jul jula juli july temmuz temmuza",
    "gusht gushtit avgust avgusta august augusta aug agustos agustosa",
    "shtator shtatorit septembar septembra september sep sept eylul eylule",
    "tetor tetorit oktobar oktobra october oct ekim ekime",
    "nentor nentorit novembar novembra november nov kasim kasima",
    "dhjetor dhjetorit decembar decembra december dec aralik araliga",
)
_MONTH: Mapping[str, int] = {word: month for month, words in enumerate(_MONTHS, 1) for word in words.split()}
_NUMBERS = (
    "1 nje nji jedan jednu one a an bir",
    "2 dy dva dve dvije two iki",
    "3 tre tri three uc",
    "4 kater cetiri four dort",
    "5 pese pet five bes",
    "6 gjashte sest six alti",
    "7 shtate sedam seven yedi",
    "8 tete osam eight sekiz",
    "9 nente devet nine dokuz",
    "10 dhjete deset ten on",
)
_NUMBER: Mapping[str, int] = {word: number for number, words in enumerate(_NUMBERS, 1) for word in words.split()}
_NEAR: Mapping[str, int] = {
    **dict.fromkeys(("sot", "sonte", "danas", "veceras", "today", "tonight", "bugun", "bugune"), 0),
    **dict.fromkeys(("neser", "sutra", "tomorrow", "yarin", "yarina"), 1),
    **dict.fromkeys(("pasneser", "mbasneser", "prekosutra", "preksutra"), 2),
}
_Meant = Callable[[re.Match[str], date], date | None]


def _of_next_week(found: re.Match[str], today: date) -> date:
    return _in_week(today + WEEK, _WEEKDAY[found["day"]])


def _end_of_next_week(found: re.Match[str], today: date) -> date:
    return _in_week(today + WEEK, FRIDAY)


def _next(found: re.Match[str], today: date) -> date | None:
    """The coming one, where this week has none left."""
    coming = _after(today, _WEEKDAY[found["day"]])
    return coming if coming >= _in_week(today + WEEK, 0) else None


def _this(found: re.Match[str], today: date) -> date | None:
    day = _in_week(today, _WEEKDAY[found["day"]])
    return day if day >= today else None


def _end_of_week(found: re.Match[str], today: date) -> date | None:
    friday = _in_week(today, FRIDAY)
    return friday if friday >= today else None


def _coming(found: re.Match[str], today: date) -> date | None:
    weekday = _WEEKDAY[found["day"]]
    return None if weekday == today.weekday() else _after(today, weekday)


def _certainly_coming(found: re.Match[str], today: date) -> date:
    return _after(today, _WEEKDAY[found["day"]])


def _end_of_month(found: re.Match[str], today: date) -> date:
    return today.replace(day=calendar.monthrange(today.year, today.month)[1])


def _weeks(found: re.Match[str], today: date) -> date:
    return today + _number(found) * WEEK


def _days(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=_number(found))


def _hours(found: re.Match[str], today: date) -> date:
    return today + timedelta(hours=_number(found))


def _near(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=_NEAR[found[0]])


def _ahead(days: int) -> _Meant:
    return lambda found, today: today + timedelta(days=days)


def _neither(found: re.Match[str], today: date) -> None:
    return None


def _dated(found: re.Match[str], today: date) -> date | None:
    month, number, year = _MONTH[found["month"]], int(found["number"]), found["year"]
    for each in (int(year),) if year else (today.year, today.year + 1):
        try:
            day = date(each, month, number)
        except ValueError:
            continue
        if day >= today:
            return day if year or day <= today + FARTHEST else None
    return None


def _number(found: re.Match[str]) -> int:
    said = found["number"]
    return int(said) if said.isdigit() else _NUMBER[said]


def _in_week(day: date, weekday: int) -> date:
    return day + timedelta(days=weekday - day.weekday())


def _after(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


_PLAIN_DAY = rf"(?P<day>{_any(_WEEKDAYS)})"
_DAY = rf"(?:(?:diten )?(?:te|e|t) |u |on )?{_PLAIN_DAY}"
_OTHER_DAY = rf"(?P<day>{'|'.join(each for each in _WEEKDAY if not each.startswith('ned'))})"  # "nedelje": a week too
_N = rf"(?P<number>[1-9][0-9]?|{_any(_NUMBER)})"
_YEAR = r"(?: (?P<year>20[0-9]{2}))?"
_SUNDAY_OR_WEEK = "nedj?elj[eua]"
_NEXT = "(?:slj?edec|iduc|naredn)(?:eg|og|oj|i|e|u|a)"
_COMES = "(?:tjeter|(?:e |se |te )?ardhshme)"
_NEXT_WEEK = (
    rf"(?:jav(?:en|es|e|a) (?:{_COMES}|qe vjen|qe vie)|{_NEXT} (?:sedmic[eua]|nedj?elje)|next week"
    r"|(?:gelecek|onumuzdeki) hafta(?:ya|nin)?|haftaya)"
)
_END = "(?:(?:ne )?fund(?:in|it)? te|kraj(?:a|em|u)|(?:the )?end of)"
_ROWS: tuple[tuple[re.Pattern[str], _Meant], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.ASCII), meant)
    for pattern, meant in (
        (rf"(?:the )?(?P<number>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:te |of )?(?P<month>{_any(_MONTHS)}){_YEAR}", _dated),
        (rf"(?P<month>{_any(_MONTHS)}) (?P<number>[0-9]{{1,2}})(?:st|nd|rd|th)?{_YEAR}", _dated),
        (rf"{_DAY} (?:e |of |ne |u )?{_NEXT_WEEK}", _of_next_week),
        (rf"{_NEXT_WEEK} {_DAY}", _of_next_week),
        (rf"{_END} {_NEXT_WEEK}", _end_of_next_week),
        (rf"{_END} (?:kesaj |ove |ovog |this |the )?(?:javes|sedmice|nedj?elje|week)|end of week", _end_of_week),
        (rf"{_END} (?:ketij |ovog |this |the )?(?:muajit|mj?eseca|month)|ay sonuna", _end_of_month),
        (rf"(?:do|za|od) {_NEXT} {_SUNDAY_OR_WEEK}|{_NEXT} nedj?elju|ov[eu] {_SUNDAY_OR_WEEK}", _neither),
        (_NEXT_WEEK, _end_of_next_week),
        (r"(?:kete|kesaj) jave|ove sedmice|this week|bu hafta", _end_of_week),
        (r"(?<=brenda )javes|(?<=within )the week|(?<=u toku )(?:sedmice|nedj?elje)", _end_of_week),
        (rf"{_DAY} (?:qe vjen|qe vie)", _certainly_coming),
        (rf"(?:the )?(?:coming|onumuzdeki) {_PLAIN_DAY}", _certainly_coming),
        (rf"{_DAY} {_COMES}", _next),
        (rf"(?:u )?(?:{_NEXT} {_OTHER_DAY})", _next),
        (rf"(?:next|gelecek) {_PLAIN_DAY}", _next),
        (rf"(?:this|kete(?: te)?|(?:u )?ov(?:aj|og|e|u)|bu) {_PLAIN_DAY}", _this),
        (r"nedj?elju dana|sedmicu dana", _ahead(7)),
        (r"(?:nje |1 )muaj|mj?esec dana|(?:a|one|1) month|bir ay", _ahead(30)),
        (rf"{_N} (?:jave|javesh|javeve|weeks?|sedmic[aeu]|nedj?elj[aeu]|tjedna|hafta)", _weeks),
        (rf"{_N} (?:dite|ditesh|diteve|ditve|dana|dan|days?|gun)", _days),
        (r"(?P<number>24|48|72) (?:ore|oresh|oreve|h|sata|sati|casa|casova|hours|saat)", _hours),
        (r"(?<=brenda )dites|(?<=within )the day|(?<=u toku )dana", _ahead(0)),
        (r"(?:the )?day after tomorrow|obur gun", _ahead(2)),
        (_any(_NEAR), _near),
        (_DAY, _coming),
    )
)
