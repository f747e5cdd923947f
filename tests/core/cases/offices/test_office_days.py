"""Until when an office says that it works on a case, in words: each row was written on that day."""

from datetime import date

import pytest

from reportbot.core.cases.offices.office_words import said
from reportbot.core.cases.referral import Answer

MONDAY, WEDNESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 27)
SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)
NEXT_FRIDAY = date(2026, 12, 4)


@pytest.mark.parametrize(
    ("today", "text", "until"),
    [
        # a weekday is the coming one
        (MONDAY, "në punë deri të premten", FRIDAY),
        (MONDAY, "ne pune deri te premten", FRIDAY),
        (MONDAY, "Ne pune deri t'premten", FRIDAY),
        (MONDAY, "në punë deri më të enjten", date(2026, 11, 26)),
        (MONDAY, "në punë deri ditën e mërkurë", WEDNESDAY),
        (FRIDAY, "ne pune deri te henen", date(2026, 11, 30)),
        (MONDAY, "ne pune deri te dielen", SUNDAY),
        (MONDAY, "u radu do petka", FRIDAY),
        (MONDAY, "У раду до петка", FRIDAY),
        (MONDAY, "radimo do srede", WEDNESDAY),
        (MONDAY, "radimo do srijede", WEDNESDAY),
        (MONDAY, "радимо до недеље", SUNDAY),
        (FRIDAY, "u radu do ponedjeljka", date(2026, 11, 30)),
        (MONDAY, "in progress until Friday", FRIDAY),
        (MONDAY, "working on it, by Fri.", FRIDAY),
        (MONDAY, "cumaya kadar çalışıyoruz", FRIDAY),
        (SATURDAY, "deri të martën", date(2026, 12, 1)),
        # near
        (MONDAY, "në punë deri nesër", date(2026, 11, 24)),
        (MONDAY, "ne pune deri pasneser", WEDNESDAY),
        (MONDAY, "у раду до сутра", date(2026, 11, 24)),
        (MONDAY, "radimo do prekosutra", WEDNESDAY),
        (MONDAY, "in progress until the day after tomorrow", WEDNESDAY),
        (MONDAY, "yarına kadar çalışıyoruz", date(2026, 11, 24)),
        (MONDAY, "ne pune brenda dites", MONDAY),
        (MONDAY, "u toku dana", MONDAY),
        # this week and the next end on their Friday
        (MONDAY, "në punë deri javën tjetër", NEXT_FRIDAY),
        (SUNDAY, "ne pune javen e ardhshme", NEXT_FRIDAY),
        (MONDAY, "ne pune javen qe vjen", NEXT_FRIDAY),
        (WEDNESDAY, "u radu sledeće nedelje", NEXT_FRIDAY),
        (WEDNESDAY, "у раду следеће недеље", NEXT_FRIDAY),
        (WEDNESDAY, "radimo iduće sedmice", NEXT_FRIDAY),
        (WEDNESDAY, "u radu do sljedeće sedmice", NEXT_FRIDAY),
        (FRIDAY, "in progress until next week", NEXT_FRIDAY),
        (FRIDAY, "gelecek haftaya kadar çalışıyoruz", NEXT_FRIDAY),
        (MONDAY, "gelecek hafta devam ediyoruz", NEXT_FRIDAY),
        (MONDAY, "ne pune deri ne fund te javes", FRIDAY),
        (MONDAY, "u radu do kraja nedelje", FRIDAY),
        (MONDAY, "radimo do kraja sledeće nedelje", NEXT_FRIDAY),
        (MONDAY, "in progress until the end of the week", FRIDAY),
        (MONDAY, "ne pune brenda kesaj jave", FRIDAY),
        (MONDAY, "ne pune deri ne fund te muajit", date(2026, 11, 30)),
        (MONDAY, "до краја месеца радимо", date(2026, 11, 30)),
        # of a week that is named
        (MONDAY, "ne pune deri te premten e javes tjeter", NEXT_FRIDAY),
        (MONDAY, "u radu do petka sledeće nedelje", NEXT_FRIDAY),
        (MONDAY, "in progress until Friday next week", NEXT_FRIDAY),
        (MONDAY, "in progress until this Friday", FRIDAY),
        (FRIDAY, "ne pune deri kete te premte", FRIDAY),
        (SATURDAY, "in progress until next Friday", NEXT_FRIDAY),
        (SATURDAY, "u radu do sledećeg petka", NEXT_FRIDAY),
        (SATURDAY, "ne pune deri te premten tjeter", NEXT_FRIDAY),
        (FRIDAY, "ne pune deri te premten qe vjen", NEXT_FRIDAY),
        # so long from now
        (MONDAY, "ne pune tri dite", date(2026, 11, 26)),
        (MONDAY, "në punë për një javë", date(2026, 11, 30)),
        (MONDAY, "ne pune 2 jave", date(2026, 12, 7)),
        (MONDAY, "u radu, za nedelju dana", date(2026, 11, 30)),
        (MONDAY, "у раду две недеље", date(2026, 12, 7)),
        (MONDAY, "in progress for two weeks", date(2026, 12, 7)),
        (MONDAY, "bir hafta içinde çalışıyoruz", date(2026, 11, 30)),
        # what will be, where a day is named
        (MONDAY, "do ta kryejmë deri të premten", FRIDAY),
        (MONDAY, "Do të kryhet nesër.", date(2026, 11, 24)),
        (MONDAY, "биће готово до петка", FRIDAY),
        (MONDAY, "We will fix it by Friday", FRIDAY),
        # a month by its name
        (MONDAY, "në punë deri më 5 dhjetor", date(2026, 12, 5)),
        (MONDAY, "u radu do 5. decembra 2026.", date(2026, 12, 5)),
        (MONDAY, "у раду до 5. децембра", date(2026, 12, 5)),
        (MONDAY, "in progress until December 5th", date(2026, 12, 5)),
        (MONDAY, "5 aralığa kadar çalışıyoruz", date(2026, 12, 5)),
        # a weekday beside its date
        (MONDAY, "ne pune deri te premten, 4.12.", NEXT_FRIDAY),
        (MONDAY, "u radu do petka 4. decembra", NEXT_FRIDAY),
    ],
)  # fmt: skip
def test_a_day_in_words(today: date, text: str, until: date) -> None:
    found = said(text, today)
    assert found is not None
    assert (found.answer, found.until) == (Answer.IN_PROGRESS, until)


@pytest.mark.parametrize(
    ("today", "text"),
    [
        (FRIDAY, "ne pune deri te premten"),  # today, or in a week?
        (FRIDAY, "u radu do petka"),
        (MONDAY, "in progress until next Friday"),  # this week's, or the one after it?
        (MONDAY, "ne pune deri te premten tjeter"),
        (MONDAY, "u radu do sledećeg petka"),
        (MONDAY, "u radu do sledeće nedelje"),  # a week, or its Sunday?
        (MONDAY, "u radu ove nedelje"),
        (SATURDAY, "in progress this week"),  # over for an office
        (SATURDAY, "ne pune deri ne fund te javes"),
        (SATURDAY, "in progress until this Friday"),
        (MONDAY, "ne pune nga e hena deri te premten"),
        (MONDAY, "ne pune te marten ose te enjten"),
        (MONDAY, "radimo od petka"),
        (MONDAY, "u radu od sutra do petka"),
        (MONDAY, "ne pune te premten e kaluar"),
        (MONDAY, "last Friday we were working on it"),
        (MONDAY, "ne pune deri te premten 5.12."),  # a Saturday
        (MONDAY, "in progress until 31 February"),
        (MONDAY, "in progress until 20 November"),  # gone by
        (MONDAY, "ne pune deri muajin tjeter"),
        (MONDAY, "ne pune deri se shpejti"),
        (MONDAY, "nuk jemi ne pune deri te premten"),
        (MONDAY, "nuk e kryejmë deri të premten"),
        (MONDAY, "neće biti gotovo do petka"),
        (MONDAY, "we will fix it"),
        (MONDAY, "te premten"),
        (MONDAY, "javën tjetër"),
    ],
)
def test_what_can_mean_two_days_or_none_is_asked_again(today: date, text: str) -> None:
    assert said(text, today) is None
