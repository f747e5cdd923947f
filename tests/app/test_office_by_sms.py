"""A case goes to a duty phone as an SMS and is answered by SMS: through Twilio's hook and its list, to the database."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reportbot.app import Parts, open_parts
from reportbot.channels.sms_twilio_sweep import TwilioSweep
from reportbot.config import Settings, TownSecrets
from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Referral
from reportbot.core.sms import segments
from reportbot.demo.serving import serve
from reportbot.demo.twilio_phones import Phone
from reportbot.demo.twilio_server import TwilioServer
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from reportbot.service.outgoing.spending import spent_this_month
from reportbot.service.records import Delivery
from reportbot.vault.keys import Keys
from reportbot.wiring import Edges
from tests.builders import WASTE, Clock
from tests.cases import cases_of
from tests.ports import free_port

CITIZEN = "+12025550123"
DUTY, OTHER_DUTY, DESK = "+12025550177", "+12025550178", "+12025550179"
LEAD = "public_services"  # gets the waste of WASTE


def _with_phones(municipality: Municipality) -> Municipality:
    """The lead at one phone, the police at another, the desk at a third; nobody else is reached."""
    phones = {LEAD: DUTY, "police": OTHER_DUTY, municipality.coordinator: DESK}
    contacts = {
        key: (TransportTarget("sms", phones[key]) if key in phones else TransportTarget("nowhere"),)
        for key in municipality.institutions
    }
    return replace(with_contacts(municipality, contacts), gate=0.0)


@dataclass
class Service:
    parts: Parts
    clock: Clock
    twilio: TwilioServer
    sweep: TwilioSweep

    @property
    def duty(self) -> Phone:
        return self.twilio.phone(DUTY)

    async def deliver(self) -> None:
        await self.parts.delivery.drain()
        await self.parts.delivery.run_due(self.clock.now())

    async def reported(self) -> str:
        """Somebody reports old bottles, the code in the SMS to the office on duty."""
        for text in WASTE:
            await self.twilio.phone(CITIZEN).says(text)
        await self.deliver()
        found = re.search(r"\b[0-9]{6}\b", self.duty.heard[-1])
        assert found, self.duty.heard
        return found[0]

    async def answers(self, text: str, phone: str = DUTY, **how: object) -> str:
        """What is heard back by SMS, "" for nothing."""
        said = self.twilio.phone(phone)
        before = len(said.heard)
        assert (await said.says(text, **how)).status == 204  # type: ignore[arg-type]
        await self.deliver()
        new = said.heard[before:]
        assert len(new) <= 1, new
        return new[0] if new else ""

    async def case(self) -> tuple[Case, Referral]:
        async with self.parts.database.read() as work:
            (case,) = await cases_of(work)
            referrals = await work.cases.referrals(case.id)
        return case, next(each for each in referrals if each.institution == LEAD)

    async def cases(self) -> int:
        async with self.parts.database.read() as work:
            return len(await cases_of(work))

    async def rows(self, kind: str) -> list[Delivery]:
        case, _ = await self.case()
        async with self.parts.database.read() as work:
            return [row for row in await work.outbox.of_case(case.id) if row.kind == kind]


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with AsyncExitStack() as stack:
        hook = f"{url}/hooks/twilio/drenas"
        twilio = TwilioServer(hook, hook, account_sid="AC" + "0" * 32, auth_token="f" * 32, number="+12025550100")
        stack.push_async_callback(twilio.close)
        settings = Settings(
            codes_ready="0",
            model="off",
            public_url=url,
            database_url=f"sqlite:///{tmp_path / 'reportbot.db'}",
            twilio_api_url=await stack.enter_async_context(serve(twilio.app)),
            towns={"drenas": TownSecrets("", twilio.account_sid, twilio.auth_token, twilio.number)},
        )
        clock = Clock(datetime.now(UTC))
        parts = await open_parts(settings, clock=clock, keys=Keys.for_tests(), change=_with_phones)
        stack.push_async_callback(parts.close)
        edges = Edges(parts)
        stack.push_async_callback(edges.close)
        taking = asyncio.create_task(parts.intake.run())  # nothing else runs by itself: the tests deliver
        stack.callback(taking.cancel)
        await stack.enter_async_context(serve(edges.pages(), port))
        assert edges.twilio is not None
        yield Service(parts, clock, twilio, TwilioSweep(edges.twilio, "drenas", clock, parts.duty_phones.receive))


async def test_the_duty_phone_gets_number_urgency_code_and_link_and_nothing_of_the_matter(service: Service) -> None:
    code = await service.reported()
    case, _ = await service.case()
    heard = service.duty.heard[-1]
    assert case.number in heard
    assert f"{code} PRANOJ" in heard
    assert heard.split()[-1].startswith(service.parts.settings.public_url + "/r/")
    assert segments(heard) <= 2
    assert "bottles" not in heard.lower()
    assert "Komoran" not in heard
    (row,) = await service.rows("forward")
    assert row.evidence in service.twilio.messages, "the evidence is Twilio's number of the message"


async def test_an_office_answers_by_sms_in_four_words_and_hears_that_it_is_noted(service: Service) -> None:
    code = await service.reported()
    case, _ = await service.case()
    assert await service.answers(f"{code} PRANOJ") == f"{case.number}: e shenuam. Faleminderit."
    _, referral = await service.case()
    assert str(referral.answer) == "received"
    assert "ne pune deri: " in await service.answers(f"{code} në punë deri nesër")
    _, referral = await service.case()
    assert str(referral.answer) == "in_progress"
    assert await service.answers(f"{code} JO E JONA") == f"{case.number}: e shenuam. Faleminderit."
    _, referral = await service.case()
    assert str(referral.answer) == "not_ours"


async def test_done_without_what_came_of_it_is_asked_once_more_with_the_list(service: Service) -> None:
    code = await service.reported()
    question = await service.answers(f"{code} U KRYE")
    assert f"{code} KRYER" in question
    assert "1 rregulluar" in question
    assert segments(question) == 1
    _, referral = await service.case()
    assert referral.answer is None
    assert "e shenuam" in await service.answers(f"{code} KRYER 1")
    case, referral = await service.case()
    assert str(referral.answer) == "done"
    assert str(case.status) == "resolved"


async def test_the_same_answer_sent_again_when_all_is_over_is_no_wrong_code(service: Service) -> None:
    code = await service.reported()
    first = await service.answers(f"{code} KRYER 1")
    assert await service.answers(f"{code} KRYER 1") == first
    for other in ("PRANOJ", "KRYER 5"):  # not noted, so not said to be
        assert "perfunduar tashme" in await service.answers(f"{code} {other}")


async def test_the_same_message_five_times_is_one_answer_and_one_reply(service: Service) -> None:
    code = await service.reported()
    assert "e shenuam" in await service.answers(f"{code} PRANOJ", times=5)
    await service.sweep.sweep()
    await service.deliver()
    assert len(await service.rows("office_reply")) == 1
    async with service.parts.database.read() as work:
        case, _ = await service.case()
        assert [each.kind for each in await work.cases.events(case.id)].count("received") == 1


async def test_an_answer_that_the_hook_missed_is_found_in_the_list(service: Service) -> None:
    code = await service.reported()
    await service.duty.says(f"{code} PRANOJ", lost=True)
    assert await service.sweep.sweep() == 1 + len(WASTE), "what is known already has no effect again"
    await service.deliver()
    assert "e shenuam" in service.duty.heard[-1]
    _, referral = await service.case()
    assert str(referral.answer) == "received"
    assert await service.cases() == 1


async def test_a_wrong_code_is_told_nothing_of_any_case(service: Service) -> None:
    code = await service.reported()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    said = await service.answers(f"{wrong} PRANOJ")
    assert "Nuk e njohim kete kod" in said
    case, referral = await service.case()
    assert case.number not in said
    assert referral.answer is None


async def test_the_code_of_another_office_is_a_wrong_code(service: Service) -> None:
    code = await service.reported()
    assert "Nuk e njohim kete kod" in await service.answers(f"{code} PRANOJ", phone=OTHER_DUTY)
    _, referral = await service.case()
    assert referral.answer is None


async def test_a_code_that_fits_two_reports_is_recorded_for_neither(service: Service) -> None:
    """One in a million: here among enough numbers that some two have the same code."""
    await service.reported()
    _, referral = await service.case()
    seen: dict[str, int] = {}
    numbers, code = (0, 0), ""
    while not code:
        number = len(seen) + 1
        (fits,) = service.parts.vault.answer_codes(number, LEAD)
        numbers, code = (seen.setdefault(fits, number), number), fits if seen[fits] != number else ""
    async with service.parts.database.begin() as work:
        await work.cases.add_referrals([replace(referral, id=number) for number in numbers])
    assert "u perket me shume raportimeve" in await service.answers(f"{code} PRANOJ")
    async with service.parts.database.read() as work:
        assert [each.answer for each in await work.cases.referrals(referral.case) if each.institution == LEAD] == [
            None
        ] * 3


async def test_the_code_of_an_office_that_the_person_avoids_since_then_is_a_wrong_code(service: Service) -> None:
    code = await service.reported()
    case, _ = await service.case()
    async with service.parts.database.begin() as work:
        await work.cases.save([replace(await work.cases.one(case.id), avoided=(LEAD,))])
    for said in (code, f"{code} KRYER", f"{code} PRANOJ"):
        heard = await service.answers(said)
        assert "Nuk e njohim kete kod" in heard
        assert case.number not in heard


async def test_words_that_are_no_answer_are_asked_for_again_only_behind_a_right_code(service: Service) -> None:
    code = await service.reported()
    assert "PRANOJ, JO E JONA" in await service.answers(f"{code} nuk pranoj")
    assert "PRANOJ, JO E JONA" in await service.answers(code)
    assert "PRANOJ, JO E JONA" in await service.answers(f"{code} ne pune deri 31.2")
    assert "Nuk e njohim kete kod" in await service.answers("000000 nuk pranoj")
    _, referral = await service.case()
    assert referral.answer is None


async def _guessed_at(service: Service) -> tuple[str, str]:
    """A case's code and a wrong one, when five wrong ones have come in the name of its phone."""
    code = await service.reported()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert await service.answers(f"{wrong} PRANOJ")
    return code, wrong


async def test_wrong_codes_in_its_name_do_not_silence_a_phone_that_has_the_right_one(service: Service) -> None:
    code, wrong = await _guessed_at(service)
    for _ in range(5):
        assert await service.answers(f"{wrong} PRANOJ") == ""
    asked = await service.answers(f"{code} NE PUNE DERI NESER")
    _, referral = await service.case()
    assert referral.answer is None, "it could be a lucky guess, until what reached the phone alone comes back"
    found = re.search(rf"{code} [0-9]{{6}}", asked)
    assert found and segments(asked) == 1, asked
    assert "ne pune deri: " in await service.answers(f"{found[0]} NE PUNE DERI NESER")
    _, referral = await service.case()
    assert str(referral.answer) == "in_progress"
    assert found[0] in await service.answers(f"{found[0]} KRYER"), "what came of it is asked with both codes"
    assert "e shenuam" in await service.answers(f"{found[0]} KRYER 1")
    assert len([text for text in service.twilio.phone(DESK).heard if "kode te gabuara" in text]) == 1


async def test_a_second_code_is_sent_five_times_an_hour_and_works_for_half_an_hour_at_most(service: Service) -> None:
    code, _ = await _guessed_at(service)
    first = await service.answers(f"{code} PRANOJ")
    asked = [await service.answers(f"{code} 000000 PRANOJ") for _ in range(5)]
    assert [bool(each) for each in asked] == [True] * 4 + [False]
    found = re.search(rf"{code} [0-9]{{6}}", first)
    service.clock.forward(timedelta(minutes=31))
    assert found and await service.answers(f"{found[0]} PRANOJ") == ""
    service.clock.forward(timedelta(hours=1))
    assert "e shenuam" in await service.answers(f"{code} PRANOJ"), "one code is enough again"


async def test_guesses_are_bounded_also_where_a_right_code_gets_an_answer(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, wrong = await _guessed_at(service)
    monkeypatch.setattr(service.parts.duty_phones._codes.guessed, "_most", 3)
    for _ in range(3):
        await service.answers(f"{wrong} PRANOJ")
    assert await service.answers(f"{code} PRANOJ") == ""


@pytest.mark.parametrize("text", ["PRANOJ {code}", "Kodi {code}, pranoj", "ПРИХВАТАМ {code}"])
async def test_the_code_may_stand_behind_the_answer(service: Service, text: str) -> None:
    code = await service.reported()
    assert "e shenuam" in await service.answers(text.format(code=code))
    _, referral = await service.case()
    assert str(referral.answer) == "received"
    assert await service.cases() == 1


async def test_a_wrong_code_behind_the_answer_counts_as_one_in_front_does(service: Service) -> None:
    code = await service.reported()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert "Nuk e njohim kete kod" in await service.answers(f"pranoj {wrong}")
    assert await service.answers(f"pranoj {wrong}") == ""


async def test_an_answer_after_the_case_moved_on_changes_nothing_and_says_so(service: Service) -> None:
    code = await service.reported()
    case, _ = await service.case()
    async with service.parts.database.begin() as work:
        await work.cases.save([replace(await work.cases.one(case.id), lead="police")])
    for said in ("PRANOJ", "KRYER 1", "JO E JONA"):
        assert (
            await service.answers(f"{code} {said}") == f"{case.number}: per kete vendos nje zyre tjeter. Faleminderit."
        )
    _, referral = await service.case()
    assert referral.answer is None


async def test_to_have_it_is_no_step_back_from_being_at_work_on_it(service: Service) -> None:
    code = await service.reported()
    assert "ne pune deri: " in await service.answers(f"{code} në punë deri nesër")
    assert "e shenuam" in await service.answers(f"{code} PRANOJ")
    _, referral = await service.case()
    assert str(referral.answer) == "in_progress"


async def test_an_answer_without_its_code_is_asked_to_put_it_in_front(service: Service) -> None:
    await service.reported()
    assert "6 shifrat" in await service.answers("PRANOJ")
    assert await service.cases() == 1


async def test_whoever_is_on_duty_is_a_citizen_too(service: Service) -> None:
    phone = service.twilio.phone(OTHER_DUTY)
    for text in WASTE:
        await phone.says(text)
    await service.deliver()
    assert await service.cases() == 1


@pytest.mark.parametrize("silenced", [False, True])
async def test_a_report_that_begins_with_six_digits_is_not_lost(service: Service, silenced: bool) -> None:
    """A code that nobody knows, and more than an office would remark on it: the phone's holder reports something."""
    phone = service.twilio.phone(OTHER_DUTY)
    for _ in range(5 if silenced else 0):
        await service.answers("000000 PRANOJ", phone=OTHER_DUTY)
    before = len(phone.heard)
    await phone.says("383123 is written on a lorry that dumps old bottles here")
    await service.deliver()
    heard = " ".join(phone.heard[before:])
    assert heard
    assert "kete kod" not in heard


async def test_a_code_from_any_other_phone_is_an_ordinary_message(service: Service) -> None:
    code = await service.reported()
    phone = service.twilio.phone("+12025550111")
    await phone.says(f"{code} PRANOJ")
    await service.deliver()
    assert "e shenuam" not in " ".join(phone.heard)
    assert "kod" not in " ".join(phone.heard)
    _, referral = await service.case()
    assert referral.answer is None


async def test_an_sms_to_an_office_is_counted_and_twilio_forgets_it(service: Service) -> None:
    code = await service.reported()
    reply = await service.answers(f"{code} PRANOJ")
    heard = [text for phone in service.twilio.phones.values() for text in phone.heard]
    spent = await spent_this_month(service.parts.database, service.parts.towns["drenas"], service.clock.now())
    assert spent == sum(map(segments, heard))
    assert segments(reply) == 1
    for _ in range(2):
        service.clock.forward(timedelta(minutes=2))
        await service.deliver()
    assert [sms.body for sms in service.twilio.messages.values() if code in sms.body] == []


async def test_a_duty_phone_that_is_no_more_is_a_dead_letter_and_no_silence(service: Service) -> None:
    for text in WASTE[:-1]:
        await service.twilio.phone(CITIZEN).says(text)
    await service.deliver()
    service.twilio.phone(DUTY).unsubscribed = True
    await service.twilio.phone(CITIZEN).says(WASTE[-1])
    await service.deliver()
    (row,) = await service.rows("forward")
    assert row.state.name == "DEAD"
    assert "21610" in row.failure


async def test_no_log_holds_the_number_of_a_duty_phone(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    code = await service.reported()
    await service.answers(f"{code} PRANOJ")
    for _ in range(6):
        await service.answers("000000 PRANOJ", phone=OTHER_DUTY)
    logged = " ".join(str(record.__dict__) for record in caplog.records)
    assert "too many wrong codes" in logged
    for number in (DUTY, OTHER_DUTY):
        assert number.removeprefix("+") not in logged
