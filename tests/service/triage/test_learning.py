"""Of what people put right only that is read which may be learnt; a head that was made of it is kept, and switched to
by a person."""

import json
import secrets
from collections import Counter
from datetime import timedelta

import pytest

from reportbot.core.cases.triage.learning import LeftOut
from reportbot.core.errors import CannotBeRead, TransitionRefused, UnknownCode
from reportbot.core.urgency import Urgency
from reportbot.service.ids import RisingIds
from reportbot.service.records import ModelState, TrainedModel
from reportbot.service.triage.learning import Learning, Learnt
from reportbot.service.triage.models import TownModels
from reportbot.vault.sealing import Vault
from tests.builders import AGAIN, VIOLENCE, WASTE, Parts
from tests.service.asking import conversation_of
from tests.service.due.test_retention import _close
from tests.service.upkeep.test_rotation import BOTH, ONLY_NEW, quietly, rotation_of
from tests.tampering import flip

FORGET = ("forget me", "yes")
FITS = {"emergencies_after": "40/40", "least": "40/40", "used": "7"}
LOSES = {"emergencies_after": "39/40", "least": "40/40", "used": "7"}


def learning(parts: Parts) -> Learning:
    return Learning(parts.store, parts.vault, parts.clock, RisingIds(parts.clock.now, secrets.randbits))


async def learnt(parts: Parts, sensitive_too: bool = False) -> Learnt:
    return await learning(parts).lessons("drenas", sensitive_too, "operator")


async def put_right(parts: Parts, number: str = "2026-0001", category: str = "playground") -> None:
    await parts.casework.correcting.category("drenas", number, category, "coordinator")


async def notes(parts: Parts, act: str) -> list[tuple[str, str, dict[str, str]]]:
    async with parts.store.read() as work:
        entries = await work.audit.entries(0, 1000)
    found = [each for each in entries if each.act.decode() == act]
    return [(each.actor.decode(), each.subject.decode(), json.loads(each.facts)) for each in found]


async def test_the_words_are_learnt_with_what_the_desk_says_last(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    await put_right(parts, category="manhole")
    parts.clock.forward(timedelta(minutes=1))
    await parts.casework.correcting.urgency("drenas", "2026-0001", Urgency.URGENT, "coordinator")
    await put_right(parts)
    found = await learnt(parts)
    assert [(each.text, each.category, each.urgency, each.language) for each in found.lessons] == [
        (WASTE[3], "playground", Urgency.URGENT, "en")
    ]
    assert found.left_out == Counter()
    assert await notes(parts, "read_corrections") == [("operator", "", {"cases": "1"})]


async def test_personal_numbers_are_not_among_the_words(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:3], "Old bottles everywhere, call +383 44 123 456", *WASTE[4:])
    await put_right(parts)
    assert [each.text for each in (await learnt(parts)).lessons] == ["Old bottles everywhere, call"]


async def test_where_nobody_has_put_anything_right_nothing_is_read(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    assert await learnt(parts) == Learnt([], Counter())
    assert await notes(parts, "read_corrections") == []


async def test_of_whom_we_forget_the_decision_stays_and_the_words_are_gone(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    await parts.say("beni", *WASTE[:3], "A swing that is broken in two", *WASTE[4:])
    await put_right(parts)
    await put_right(parts, "2026-0002", "manhole")
    await parts.say("anna", "no", *FORGET)
    assert await conversation_of(parts, "anna") is None
    found = await learnt(parts)
    assert [each.text for each in found.lessons] == ["A swing that is broken in two"]
    assert found.left_out == {LeftOut.FORGOTTEN: 1}
    first, _ = await parts.cases()
    async with parts.store.read() as work:
        assert [each.sealed_text for each in await work.corrections.of_case(first.id)] == [b""]
    await put_right(parts, category="waste")
    assert (await learnt(parts)).left_out == {LeftOut.FORGOTTEN: 1}, "not of what is put right afterwards either"


async def test_the_way_back_may_go_by_itself_and_the_words_stay_until_the_case_goes(here: Parts) -> None:
    await here.say("anna", *WASTE)
    await put_right(here)
    (case,) = await here.cases()
    await here.days(20)
    await _close(here, case)
    await here.days(20)
    assert (await here.cases())[0].conversation is None
    assert len((await learnt(here)).lessons) == 1


async def test_of_a_case_that_is_erased_nothing_is_learnt(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    await put_right(parts)
    (case,) = await parts.cases()
    await _close(parts, case)
    await parts.erasures.erase("drenas", case.number, "test", "coordinator")
    assert (await learnt(parts)).lessons == []


async def test_a_case_that_is_held_teaches_nothing_also_when_it_is_open_again(here: Parts) -> None:
    await here.say("anna", *WASTE)
    await put_right(here)
    (case,) = await here.cases()
    await _close(here, case)
    await here.erasures.hold("drenas", case.number, "police", "coordinator")
    assert (await learnt(here)).left_out == {LeftOut.HELD: 1}
    await here.casework.refer("drenas", case.number, "inspectorate", "coordinator")
    assert (await learnt(here)).left_out == {LeftOut.HELD: 1}


@pytest.mark.parametrize(("sensitive_too", "count"), [(False, 0), (True, 1)])
async def test_what_concerns_a_person_is_learnt_only_where_the_town_says_so(
    here: Parts, sensitive_too: bool, count: int
) -> None:
    await here.say("anna", *VIOLENCE)
    await put_right(here, category="child_labour")
    found = await learnt(here, sensitive_too)
    assert (len(found.lessons), found.left_out[LeftOut.SENSITIVE]) == (count, 1 - count)


async def test_what_cannot_be_read_is_counted_and_the_others_are_learnt(here: Parts) -> None:
    await here.say("anna", *WASTE)
    await put_right(here)
    await here.say("anna", "no", *AGAIN)
    number = (await here.cases())[-1].number
    await put_right(here, number)
    key = (await here.cases())[0].sealed_key
    real = here.vault.data_key

    def broken(sealed: bytes, place: str) -> object:
        if sealed == key:
            raise CannotBeRead(place)
        return real(sealed, place)

    here.vault.data_key = broken  # type: ignore[assignment,method-assign]
    found = await learnt(here)
    assert (len(found.lessons), found.left_out) == (1, {LeftOut.UNREADABLE: 1})


class Reads:
    """A model: remembers with what it was told to read."""

    def __init__(self) -> None:
        self.used: list[tuple[str, bytes | None]] = []
        self.refused: set[str] = set()

    def use(self, town: str, head: bytes | None) -> None:
        self.used.append((town, head))

    def ahead(self, town: str, text: str) -> None:
        assert text


def models(parts: Parts, reads: Reads | None) -> TownModels:
    return TownModels(parts.store, parts.vault, parts.towns, parts.clock, reads)


async def kept(parts: Parts, facts: dict[str, str], head: bytes = b"a head") -> TrainedModel:
    parts.clock.forward(timedelta(seconds=1))
    return await learning(parts).keep("drenas", head, facts, "operator")


async def test_a_head_is_a_candidate_until_a_person_switches_and_back(parts: Parts) -> None:
    reads = Reads()
    town = models(parts, reads)
    first, second = await kept(parts, FITS), await kept(parts, FITS, b"another")
    await town.keep()
    page = await town.page("drenas")
    assert (page.active, page.is_refused, reads.used) == (None, False, [])
    assert [(each.facts["number"], each.state) for each in page.models] == [
        ("2", ModelState.CANDIDATE),
        ("1", ModelState.CANDIDATE),
    ]
    assert b"a head" not in first.sealed_head
    await town.switch("drenas", second.id, None, "coordinator")
    await town.switch("drenas", first.id, second.id, "coordinator")
    active = (await town.page("drenas")).active
    assert active is not None and (active.id, active.switched_by) == (first.id, "coordinator")
    await town.switch("drenas", None, first.id, "coordinator")
    assert reads.used == [("drenas", b"another"), ("drenas", b"a head"), ("drenas", None)]
    assert await notes(parts, "switched_model") == [
        ("coordinator", "model 2", {"before": "shipped model"}),
        ("coordinator", "model 1", {"before": "model 2"}),
        ("coordinator", "shipped model", {"before": "model 1"}),
    ]
    trained = await notes(parts, "trained")
    assert trained[0] == ("operator", "model 1", FITS)


async def test_a_head_that_loses_emergencies_cannot_be_switched_to(parts: Parts) -> None:
    model, reads = await kept(parts, LOSES), Reads()
    with pytest.raises(TransitionRefused):
        await models(parts, reads).switch("drenas", model.id, None, "coordinator")
    async with parts.store.begin() as work:  # however it came to be in force: it is not used
        await work.trained_models.switch("drenas", model.id, "somebody", parts.clock.now())
    town = models(parts, reads)
    await town.keep()
    assert reads.used == [("drenas", None)]
    assert (await town.page("drenas")).is_refused


async def test_who_saw_another_one_in_force_and_who_wants_one_of_nobody_are_refused(here: Parts) -> None:
    model, town = await kept(here, FITS), models(here, Reads())
    with pytest.raises(UnknownCode):
        await town.switch("drenas", 12345, None, "coordinator")
    await town.switch("drenas", model.id, None, "coordinator")
    for to, was in ((model.id, None), (None, None), (model.id, model.id), (None, 7)):
        with pytest.raises(TransitionRefused):
            await town.switch("drenas", to, was, "coordinator")


async def test_another_process_hears_of_a_switch_within_a_minute(here: Parts) -> None:
    model, reads = await kept(here, FITS), Reads()
    other = models(here, reads)
    await other.keep()
    await models(here, None).switch("drenas", model.id, None, "coordinator")
    here.clock.forward(timedelta(seconds=30))
    await other.keep()
    assert reads.used == []
    here.clock.forward(timedelta(seconds=31))
    await other.keep()
    await other.keep()
    assert reads.used == [("drenas", b"a head")]


async def test_a_head_that_cannot_be_read_is_as_if_there_were_none(
    here: Parts, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    model, reads = await kept(here, FITS), Reads()
    await models(here, None).switch("drenas", model.id, None, "coordinator")
    flip(sqlite_url, "trained_models", "sealed_head")
    town = models(here, reads)
    for _ in range(3):
        await town.keep()
        here.clock.forward(timedelta(minutes=2))
    page = await town.page("drenas")
    assert (reads.used, page.is_refused) == ([("drenas", None)], True)
    assert [each.getMessage() for each in caplog.records if each.levelname == "ERROR"] == [
        "a town's own head cannot be read, the shipped one is used"
    ]
    await town.switch("drenas", None, model.id, "coordinator")
    assert not (await town.page("drenas")).is_refused


async def test_that_a_head_does_not_fit_is_seen_on_the_page(here: Parts) -> None:
    model, reads = await kept(here, FITS), Reads()
    town = models(here, reads)
    await town.switch("drenas", model.id, None, "coordinator")
    reads.refused.add("drenas")
    assert (await town.page("drenas")).is_refused


async def test_a_head_is_read_with_the_new_keys_alone_once_they_were_rotated(parts: Parts) -> None:
    model = await kept(parts, FITS)
    rotation = rotation_of(parts.store)
    assert (await rotation.left())["trained_models.sealed_key"] == 1
    await rotation.run(quietly)
    assert await rotation.left() == {}
    reads = Reads()
    town = TownModels(parts.store, Vault(ONLY_NEW), parts.towns, parts.clock, reads)
    await town.switch("drenas", model.id, None, "coordinator")
    assert reads.used == [("drenas", b"a head")]
    assert BOTH.key_id == ONLY_NEW.key_id
