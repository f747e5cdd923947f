"""What people type, read as the answer to each kind of question."""

from dataclasses import replace

import pytest

from reportbot.core.conversation.flows.flow import Option, Step
from reportbot.core.conversation.questions.answers import Answer, Unclear, read_answer
from reportbot.core.conversation.turns.session import Session
from reportbot.core.messages import Address, Attachment, InboundMessage, Location
from reportbot.core.receipt import in_fours
from tests.conversations.world import CODE, MONDAY, the_world

AROUND = the_world().towns["drenas"].around
CHOICE = Step("summary", "choice", save="x", options=(
    Option("send", "Send", means="yes"), Option("change", "Change something", means="no"),
))  # fmt: skip


def heard(step: Step, text: str = "", pressed: str = "", session: Session | None = None, **brought: object) -> object:
    message = InboundMessage(Address("drenas", "sms", "7"), MONDAY, ("key",), text)
    message = replace(message, **brought)  # type: ignore[arg-type]  # fields of a message
    answer = read_answer(step, session or Session("sq"), message, pressed, AROUND)
    return answer.value if isinstance(answer, Answer) else None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1", "send"), ("1.", "send"), ("1)", "send"), (" 2 ", "change"), ("1-DERGO", "send"), ("2 ndrysho", "change"),
        ("dergo", "send"), ("DËRGO", "send"), ("pošalji", "send"), ("пошаљи", "send"), ("Change something", "change"),
        ("change", "change"), ("ndry", "change"), ("po", "send"), ("Da.", "send"), ("jo", "change"), ("1 po", "send"),
        ("3", None), ("0", None), ("1 2", None), ("1 jo", None), ("11", None), ("nd", None), ("", None), ("?", None),
        ("banana", None), ("1 dergo dicka tjeter", None), ("-1", "send"), ("një", "send"), ("NJE.", "send"),
        ("jedan", "send"), ("dy", "change"), ("dva", "change"), ("tre", None), ("një qen", None),
    ],
)  # fmt: skip
def test_a_choice_is_given_by_number_by_label_or_by_its_beginning(said: str, value: str | None) -> None:
    assert heard(CHOICE, said) == value


@pytest.mark.parametrize(("pressed", "value"), [("send", "send"), ("change", "change"), ("gone", None)])
def test_a_choice_is_given_by_its_button(pressed: str, value: str | None) -> None:
    assert heard(CHOICE, pressed=pressed) == value


def test_a_beginning_that_fits_two_answers_is_asked_again() -> None:
    step = replace(CHOICE, options=(Option("a", "Stray dogs"), Option("b", "Stray cats")))
    assert heard(step, "stray") is None
    assert heard(step, "stray d") == "a"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1", "yes"), ("2", "no"), ("1-PO", "yes"), ("2. jo", "no"), ("po", "yes"), ("Po!", "yes"), ("да", "yes"),
        ("не", "no"), ("hayır", "no"), ("y", "yes"), ("ok", "yes"), ("1 jo", None), ("po jo", None), ("3", None),
        ("", None), ("may be", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_understood_in_every_language(said: str, value: str | None) -> None:
    assert heard(Step("now", "yes_no", save="x"), said) == value


PLACE = Step("place", "place", save="place")


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Komoran", {"key": "komoran"}),
        ("komorane", {"key": "komoran"}),
        ("Коморане", {"key": "komoran"}),
        ("te shkolla në Komoran", {"key": "komoran", "text": "te shkolla në Komoran"}),
        ("Fushticë", None), ("te shkolla", None), ("te mulliri i Rames", None), ("faleminderit", None), ("jo", None),
        ("", None), ("77", None), ("👍", None),
    ],
)  # fmt: skip
def test_a_place_is_known_by_name(said: str, value: object) -> None:
    assert heard(PLACE, said) == value


def test_a_place_is_chosen_by_its_number_in_the_list_that_was_shown() -> None:
    session = Session("sq", offered=("arllat", "komoran", "="), answers={"place_typed": "te ura"})
    assert heard(PLACE, "2", session=session) == {"key": "komoran"}
    assert heard(PLACE, "3", session=session) == {"text": "te ura"}
    assert heard(PLACE, "4", session=session) is None
    assert heard(PLACE, "Te Ura", session=session) == {"text": "Te Ura"}  # said twice
    assert heard(PLACE, pressed="komoran") == {"key": "komoran"}
    assert heard(PLACE, pressed="nowhere") is None
    assert heard(PLACE, pressed="=") is None


def test_an_unknown_place_can_be_kept_and_a_pair_of_one_name_is_shown() -> None:
    for said, first in (("te mulliri i Rames", "="), ("Fushticë", "fushtice")):
        message = InboundMessage(Address("drenas", "sms", "7"), MONDAY, ("key",), said)
        answer = read_answer(PLACE, Session("sq"), message, "", AROUND)
        assert isinstance(answer, Unclear)
        assert answer.offered[0].startswith(first)
        assert "=" in answer.offered
        assert len(answer.offered) <= 5
        assert answer.draft == {"place_typed": said}


def test_all_places_can_be_reached_page_by_page() -> None:
    shown: list[str] = []
    page = "+"
    while page and page != "+0":
        message = InboundMessage(Address("drenas", "sms", "7"), MONDAY, ("key",))
        answer = read_answer(PLACE, Session("sq"), message, page, AROUND)
        assert isinstance(answer, Unclear)
        assert answer.why == "turned"
        *keys, page = answer.offered
        assert len(answer.offered) <= 5
        shown += keys
    assert shown == [place.key for place in AROUND.gazetteer.listed()]


@pytest.mark.parametrize(
    ("point", "keys"), [(Location(42.62, 20.90), {"key", "lat", "lon"}), (Location(0.0, 0.0), {"lat", "lon"})]
)
def test_a_point_is_kept_with_the_nearest_place_if_there_is_one(point: Location, keys: set[str]) -> None:
    answer = heard(PLACE, location=point)
    assert isinstance(answer, dict)
    assert set(answer) == keys
    assert answer["lat"] == point.latitude


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("a hole", "a hole"), ("  two\nlines ", "two\nlines"), ("Ж", "Ж"), ("7", "7"),
        ("", None), (" \n", None), ("!?", None), ("👍", None), ("hvala", None),
    ],
)  # fmt: skip
def test_a_text_is_kept_as_written_if_it_says_anything(said: str, value: str | None) -> None:
    assert heard(Step("description", "text", save="x"), said) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [(CODE, CODE), (in_fours(CODE), CODE), (CODE[:-1] + "7", None), ("", None), ("po", None)],
)
def test_a_code_is_read_however_it_is_spaced(said: str, value: str | None) -> None:
    assert heard(Step("code", "code", save="code"), said) == value


def test_a_photo_is_sent_or_declined() -> None:
    step = Step("photo", "photo", save="photo")
    assert heard(step, attachments=(Attachment("photo"),)) == "yes"
    assert heard(step, attachments=(Attachment("other"),)) is None
    assert [heard(step, said) for said in ("jo", "0", "ne", "later")] == ["no", "no", "no", None]
    assert heard(step, pressed="no") == "no"


def _where(said: str, **answers: str) -> Answer | Unclear:
    message = InboundMessage(Address("drenas", "sms", "7"), MONDAY, ("key",), said)
    return read_answer(PLACE, Session("sq", answers=dict(answers)), message, "", AROUND)


def test_at_the_school_asks_which_one() -> None:
    anywhere = _where("te shkolla")
    assert isinstance(anywhere, Unclear)
    assert anywhere.why == "some school"
    there = _where("te shkolla në Drenas")
    assert isinstance(there, Unclear)
    assert there.why == "school"
    schools = [AROUND.gazetteer.by_key[key] for key in there.offered[:-1]]
    assert 2 <= len(schools) <= 4
    assert {(school.kind, school.in_place) for school in schools} == {("school", "drenas")}
    assert there.offered[-1] == "="


def test_who_does_not_know_which_school_keeps_the_words_and_the_village() -> None:
    wrote = {"place_typed": "te shkolla në Drenas"}
    kept = {"key": "drenas", "text": "te shkolla në Drenas"}
    assert heard(PLACE, pressed="=", session=Session("sq", answers=wrote)) == kept
    assert _where("te shkolla ne drenas", **wrote) == Answer({"key": "drenas", "text": "te shkolla ne drenas"})
