"""No food for one's own children or at home is a question about help; hunger that others tell of stays neglect."""

import pytest

from reportbot.core.cases.triage.deciding import triage
from reportbot.core.hearing.listen import look_for_danger
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load


@pytest.mark.parametrize(
    "said",
    [
        "s'kam bukë për fëmijë",
        "ska buk për fmi",
        "nuk kam para për ushqim për fëmijët",
        "nemam hleba za decu",
        "nemam hljeba za djecu",
        "I have no food for my children",
        "we have no milk for the baby, I have no milk for my baby",
        "çocuklarıma verecek yemeğim yok",
        "nuk kemi bukë në shtëpi",
        "s'kena bukë n'shpi, jom pa punë",
        "nuk kam dru për dimër",
        "nemamo hleba u kući",
        "we have no bread at home, who can help us",
        "evde ekmeğimiz kalmadı, nereden yardım alabiliriz",
    ],
)
def test_who_has_no_food_for_the_own_children_asks_for_help(said: str) -> None:
    decision = triage(load(), said)
    assert (decision.category, decision.urgency) == ("service_info", Urgency.INFORMATION)
    assert look_for_danger(load(), said) is None


@pytest.mark.parametrize(
    "said",
    [
        "the neighbour's children are hungry and alone",
        "fëmijët e komshiut s'kanë bukë dhe rrijnë vetëm",
        "komšijska deca su gladna i sama",
        "mami s'ka bukë, jam fëmijë dhe rri vetëm",
        "I have no food for my baby and he has been crying for hours",
        "jam 11 vjeç, nuk kemi bukë në shtëpi",
        "nuk kemi bukë në shtëpi, nana na ka lënë vetëm",
        "nuk kemi bukë në shtëpi, kam frikë",
        "nuk kemi bukë në shtëpi se babi i pi paret",
        "imam jedanaest godina, nemamo hleba u kući",
        "I am eleven and we have no food at home",
        "fëmijët e komshiut s'kanë bukë në shtëpi",
    ],
)
def test_a_child_that_others_tell_of_or_that_suffers_is_urgent(said: str) -> None:
    decision = triage(load(), said)
    assert decision.category == "neglect"
    assert decision.urgency >= Urgency.URGENT
