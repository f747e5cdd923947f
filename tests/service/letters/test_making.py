"""Letters of a case: what stands in each, how they are numbered, who may have one, and who has read it."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer
from reportbot.core.errors import BadSetup, CannotBeRead, OfficeAvoided, TransitionRefused, UnknownCode
from reportbot.core.languages import CYRILLIC
from reportbot.service.cases.dossier import Dossier
from reportbot.storage import Database
from tests.builders import CHAIN, VIOLENCE, WASTE, Parts, parts_for
from tests.letters.reading import words_of
from tests.service.asking import ask
from tests.service.lettering import Lettering, Press, lettering
from tests.service.reaches import ALL

DROP_OUT = (
    *("start", "1", "4", "1", "Komoran", "1"),
    *("1", "Ardit Krasniqi sells socks at the market", "longer", "skip", "skip"),
)
"""Somebody at a school, in English: a child does not come; stopped coming; what they saw; since when."""
DKA, QPS, SERVICES = "dka", "qps", "public_services"


async def read(desk: Lettering, number: str) -> str:
    """Its words."""
    return words_of(await desk.letters.pdf("drenas", number, "coordinator"))


async def kinds(desk: Lettering) -> dict[str, tuple[str, ...]]:
    """What can be made, by office; "" is the ministry."""
    case, _ = await desk.newest()
    return {offer.institution: offer.kinds for offer in (await desk.letters.of_case(case)).offers}


async def test_the_referral_form_tells_the_story_and_asks_for_what_is_owed(parts: Parts) -> None:
    desk = lettering(parts)
    await desk.reported(*WASTE)
    told = await read(desk, await desk.make("referral", SERVICES))
    for words in (
        *("Letter L-2026-0001", "Directorate of Public Services", "Referral of report 2026-0001", "Waste or dump"),
        *("Old bottles everywhere", "Komoran", "You have the lead.", "It is not ours.", "Repaired or removed"),
        *("Please say by 08.04.2026, 10:00 that you have it.", "Please act by 14.04.2026, 10:00."),
    ):
        assert words in told, words


@pytest.mark.parametrize("kind", ["reminder", "notice"])
async def test_a_neutral_letter_says_no_more_than_a_mail(here: Parts, kind: str) -> None:
    desk = lettering(here)
    _, referrals = await desk.reported(*VIOLENCE)
    told = await read(desk, await desk.make(kind, next(iter(referrals))))
    assert "A matter that concerns a person" in told and "2026-0001" in told
    for words in ("evening", "iolence", "Dhun", "asilj", "Komoran"):
        assert words not in told, words


async def test_the_notice_to_the_ministry_names_no_child_and_repeats_no_word(parts: Parts) -> None:
    desk = lettering(parts)
    await desk.reported(*DROP_OUT)
    told = await read(desk, await desk.make("non_schooling"))
    for words in (
        *(
            "The ministry responsible for education",
            "The child went to school and stopped coming.",
            "Since when Longer",
        ),
        *("Municipal Directorate of Education", "No answer yet", "from the age of 6 to 15", "Draft.", "Komoran"),
        "The child's identity does not stand in this letter.",
    ):
        assert words in told, words
    for words in ("Ardit", "Krasniqi", "socks", "market", "http"):
        assert words not in told, words


async def test_what_offices_did_stands_in_the_notice_to_the_ministry(here: Parts) -> None:
    desk = lettering(here)
    _, referrals = await desk.reported(*DROP_OUT)
    token = here.vault.sign_link(referrals[DKA].id, DKA, here.clock.now() + timedelta(days=1))
    await here.responses.answer(token, Answer.RECEIVED, "")
    assert "We have it (07.04.2026)" in await read(desk, await desk.make("non_schooling"))


async def test_the_ministry_is_offered_for_drop_out_in_kosovo_alone(here: Parts) -> None:
    desk = lettering(here, Press())
    await desk.reported(*WASTE)
    found = await kinds(desk)
    assert found[SERVICES] == ("referral", "reminder", "notice")
    assert found["inspectorate"] == ("referral", "notice"), "a copy owes no answer"
    assert "" not in found
    with pytest.raises(TransitionRefused):
        await desk.make("non_schooling")
    await desk.reported(*DROP_OUT, value="besa")
    assert (await kinds(desk))[""] == ("non_schooling",)
    with pytest.raises(TransitionRefused):
        await desk.make("non_schooling", DKA)
    with pytest.raises(TransitionRefused):
        await desk.make("referral")


async def test_an_offices_question_stands_in_its_form_once_it_was_answered(here: Parts) -> None:
    press = Press()
    desk = lettering(here, press)
    await desk.reported(*WASTE, "yes", "skip")
    await ask(here, "Which side of the road?")
    await desk.make("referral", SERVICES)
    assert len(press.made[0]["told"]) == 1, "an open question is not told"
    await here.say("anna", "status", "At the bridge")
    for office, shown in ((SERVICES, 2), ("inspectorate", 1)):
        await desk.make("referral", office)
        assert len(press.made[-1]["told"]) == shown, office
    told = press.made[-2]["told"][1]
    assert told["words"] == "At the bridge" and "We asked: Which side of the road?" in told["when"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sq", "Referimi i raportimit 2026-0001"),
        ("sr", "Upućivanje prijave 2026-0001"),
        (CYRILLIC, "Упућивање пријаве 2026-0001"),
    ],
)
async def test_a_letter_is_written_in_the_language_that_was_chosen(here: Parts, language: str, words: str) -> None:
    desk = lettering(here)
    await desk.reported(*WASTE)
    assert words in await read(desk, await desk.make("referral", SERVICES, language))


@pytest.mark.parametrize("language", ["tr", "bs", "rom", "", "xx", "sq_AL"])
async def test_no_letter_is_written_in_a_language_that_offices_do_not_read(here: Parts, language: str) -> None:
    desk = lettering(here, Press())
    await desk.reported(*WASTE)
    with pytest.raises(UnknownCode):
        await desk.make("referral", SERVICES, language)


async def test_letters_are_numbered_by_the_year_of_the_town(here: Parts) -> None:
    desk = lettering(here, Press())
    await desk.reported(*WASTE)
    assert [await desk.make("notice", SERVICES) for _ in range(2)] == ["L-2026-0001", "L-2026-0002"]
    here.clock.set(datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
    assert await desk.make("notice", SERVICES) == "L-2026-0003"
    here.clock.set(datetime(2026, 12, 31, 23, 0, tzinfo=UTC))  # midnight in Drenas
    assert await desk.make("notice", SERVICES) == "L-2027-0001"


async def test_two_processes_number_without_a_gap_and_none_twice(parts: Parts, database_url: str) -> None:
    await lettering(parts, Press()).reported(*WASTE)
    other = await parts_for(await Database.open(database_url, chain=CHAIN))
    desks = [lettering(parts, Press()), lettering(other, Press())]
    numbers = await asyncio.gather(*(desk.make("notice", SERVICES) for desk in desks * 8))
    assert sorted(numbers) == [f"L-2026-{number:04}" for number in range(1, 17)]
    for number in numbers:
        pdf = await desks[0].letters.pdf("drenas", number, "coordinator")
        assert pdf == f"notice {number}".encode(), "the number on the paper is the one that was given"
    await other.store.close()


async def test_a_letter_that_somebody_was_quicker_than_again_and_again_is_set_while_it_is_numbered(here: Parts) -> None:
    desk = lettering(here)
    await desk.reported(*WASTE)
    rival = lettering(here, Press())

    class Slow(Press):
        async def pdf(self, *about: object) -> bytes:
            if len(self.made) < 3:
                await rival.make("notice", SERVICES)
            return await Press.pdf(self, *about)  # type: ignore[arg-type]

    slow = Slow()
    number = await lettering(here, slow).make("notice", SERVICES)
    assert number == "L-2026-0004" and [each["number"] for each in slow.made] == [
        *("L-2026-0001", "L-2026-0002", "L-2026-0003"),
        "L-2026-0004",
    ]


async def test_a_broken_template_makes_no_letter_and_takes_no_number(here: Parts) -> None:
    press = Press(broken=True)
    desk = lettering(here, press)
    case, _ = await desk.reported(*WASTE)
    with pytest.raises(BadSetup, match=r"referral\.typ:7"):
        await desk.make("referral", SERVICES)
    assert (await desk.letters.of_case(case)).made == []
    press.broken = False
    assert await desk.make("referral", SERVICES) == "L-2026-0001"


async def test_every_making_and_reading_is_noted_with_the_number_and_nothing_of_the_matter(parts: Parts) -> None:
    desk = lettering(parts, Press())
    await desk.reported(*DROP_OUT)
    number = await desk.make("non_schooling")
    await desk.letters.pdf("drenas", number, "coordinator")
    assert await desk.noted("letter_made") == [(b"2026-0001", b'{"number": "L-2026-0001"}')]
    assert await desk.noted("read_letter") == [(b"2026-0001", b'{"number": "L-2026-0001"}')]
    (event,) = await desk.events("letter_made")
    assert event.facts == {"number": "L-2026-0001", "letter": "non_schooling"}
    assert event.actor == "coordinator"


async def test_an_office_that_must_hear_nothing_gets_no_letter(here: Parts) -> None:
    """Neither a new one, nor one that waited when it was kept out."""
    desk = lettering(here, Press())
    case, referrals = await desk.reported(*WASTE)
    made = await desk.make("notice", SERVICES)
    await _keep_out(here, case, SERVICES)
    with pytest.raises(OfficeAvoided):
        await desk.letters.make("drenas", case.number, "notice", referrals[SERVICES].id, "en", "coordinator")
    assert SERVICES not in await kinds(desk)
    assert await desk.handing_over.waiting("drenas", ALL) == []
    with pytest.raises(OfficeAvoided):
        await desk.handing_over.handed_over("drenas", made, here.clock.now().date(), "handed_over", "coordinator")


async def test_the_form_says_whom_not_to_tell_as_the_page_does(here: Parts) -> None:
    desk = lettering(here)
    case, _ = await desk.reported(*WASTE)
    await _keep_out(here, case, "inspectorate")
    told = await read(desk, await desk.make("referral", SERVICES))
    assert "Do not pass this on to: Municipal Inspectorate. Do not tell them. The person asked for that." in told


async def test_a_case_that_the_desk_must_not_see_has_no_letters_there(here: Parts) -> None:
    desk = lettering(here, Press())
    case, referrals = await desk.reported(*WASTE)
    number = await desk.make("referral", SERVICES)
    await _keep_out(here, case, here.towns["drenas"].rules.coordinator)
    with pytest.raises(UnknownCode):
        await desk.letters.make("drenas", case.number, "referral", referrals[SERVICES].id, "en", "coordinator")
    with pytest.raises(UnknownCode):
        await desk.letters.pdf("drenas", number, "coordinator")


async def test_an_office_kept_out_while_the_letter_was_being_set_gets_none(here: Parts) -> None:
    case, _ = await lettering(here).reported(*WASTE)

    class Meanwhile(Press):
        async def pdf(self, *about: object) -> bytes:
            await _keep_out(here, case, SERVICES)
            return b""

    with pytest.raises(OfficeAvoided):
        await lettering(here, Meanwhile()).make("notice", SERVICES)
    async with here.store.read() as work:
        assert await work.letters.taken("drenas", 2026) == 0


async def test_nobody_reads_a_letter_of_another_town_or_of_an_erased_case(here: Parts) -> None:
    desk = lettering(here, Press())
    case, _ = await desk.reported(*WASTE)
    number = await desk.make("referral", SERVICES)
    for wrong in ("L-2026-0002", "2026-0001", "", "../../etc/passwd", "L-2026-0001'--"):
        with pytest.raises(UnknownCode):
            await desk.letters.pdf("drenas", wrong, "coordinator")
    async with here.store.begin() as work:
        await work.retention.shred([case.id], here.clock.now())
    with pytest.raises(UnknownCode):
        await desk.letters.pdf("drenas", number, "coordinator")


async def test_a_letter_is_sealed_under_the_key_of_its_case_and_in_its_place(here: Parts) -> None:
    desk = lettering(here, Press())
    await desk.reported(*WASTE)
    first, second = await desk.make("referral", SERVICES), await desk.make("notice", SERVICES)
    async with here.store.begin() as work:
        stored = [await work.letters.by_number("drenas", number) for number in (first, second)]
        assert stored[0] and stored[1] and b"referral" not in stored[0].sealed_pdf
        statement = "UPDATE letters SET sealed_pdf = (SELECT sealed_pdf FROM letters WHERE number = 'L-2026-0001')"
        work.letters._transaction.write(text(statement), [{}])
    assert await desk.letters.pdf("drenas", first, "coordinator") == b"referral L-2026-0001"
    with pytest.raises(CannotBeRead):
        await desk.letters.pdf("drenas", second, "coordinator")


async def test_what_cannot_be_read_is_said_in_the_form(here: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    press = Press()
    desk = lettering(here, press)
    await desk.reported(*WASTE)
    monkeypatch.setattr(Dossier, "_answers", lambda *about: None)
    await desk.make("referral", SERVICES)
    assert "cannot be read" in json.dumps(press.made[0]["told"])


async def _keep_out(parts: Parts, case: Case, office: str) -> None:
    async with parts.store.begin() as work:
        found = await work.cases.one(case.id)
        await work.cases.save([replace(found, avoided=(office,))])
