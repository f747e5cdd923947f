"""What comes in by mail: whose case it finds, what it changes there, and what it never can."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import update

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import BadInput
from reportbot.core.mail.addresses import Purpose, with_token
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import TransportTarget, with_contacts
from reportbot.service import mailroom
from reportbot.service.due.lapsed_photos import LapsedPhotos
from reportbot.service.ids import RisingIds
from reportbot.service.mailroom import Taken
from reportbot.service.outgoing.notices import Notices
from reportbot.service.records import Delivery, DeliveryState
from reportbot.storage import Database
from reportbot.storage.schema import cases
from tests.builders import (
    CHAIN,
    MAIL_FROM,
    MAIL_REPLIES,
    PUBLIC_URL,
    SILENT,
    VIOLENCE,
    WASTE,
    Clock,
    Parts,
    a_municipality,
    catalogues,
    parts_for,
    sentences,
)
from tests.core.mail.mails import raw, report, with_files

DAY = timedelta(days=1)
CAME_BACK = "Mesazhet po kthehen: Drejtoria e Shërbimeve Publike"


async def a_report(parts: Parts) -> Referral:
    """A case with the Directorate of Public Services, whose first mails have left."""
    await parts.say("anna", *WASTE, "yes")
    parts.phones.sent.clear()
    parts.mail.take()
    return await referral_of(parts, "public_services")


async def referral_of(parts: Parts, institution: str) -> Referral:
    found = (await parts.casework.case("drenas", "2026-0001", "coordinator")).referrals
    return next(each for each in found if each.institution == institution)


async def events(parts: Parts, kind: str) -> list[CaseEvent]:
    shown = await parts.casework.case("drenas", "2026-0001", "coordinator")
    return [event for event in shown.events if event.kind == kind]


async def status(parts: Parts) -> Status:
    return (await parts.casework.case("drenas", "2026-0001", "coordinator")).case.status


def answers_to(parts: Parts, referral: int, lives: timedelta = DAY) -> str:
    token = parts.vault.sign_mail(Purpose.ANSWER, referral, parts.clock.now() + lives)
    return with_token(MAIL_REPLIES, Purpose.ANSWER, token)


def bounces_to(parts: Parts, row: int) -> str:
    token = parts.vault.sign_mail(Purpose.BOUNCE, row, parts.clock.now() + DAY)
    return with_token(MAIL_REPLIES, Purpose.BOUNCE, token)


async def row_to(parts: Parts, institution: str) -> Delivery:
    async with parts.store.read() as work:
        rows = await work.outbox.of_case((await work.cases.by_number("drenas", "2026-0001")).id)  # type: ignore[union-attr]
    return next(row for row in rows if row.institution == institution)


async def test_a_person_who_answers_with_one_word_has_answered(parts: Parts) -> None:
    mine = await a_report(parts)
    taken = await parts.mailroom.take(raw("E morëm.\n", To=answers_to(parts, mine.id)))
    await parts.deliver()
    assert taken is Taken.ANSWERED
    assert (await status(parts), (await referral_of(parts, "public_services")).answer) == (
        Status.ACKNOWLEDGED,
        Answer.RECEIVED,
    )
    assert parts.phones.told("anna") == ["Directorate of Public Services has your report and takes care of it."]
    assert await events(parts, "mail_received") == []
    assert parts.mail.take() == []


async def test_other_words_are_sealed_shown_and_told_to_the_desk_and_change_nothing(parts: Parts) -> None:
    mine = await a_report(parts)
    mail = raw("We cannot tell where it is.\n\nOn Monday, Reports wrote:\n> old\n", To=answers_to(parts, mine.id))
    assert await parts.mailroom.take(mail) is Taken.WORDS
    await parts.deliver()
    (event,) = await events(parts, "mail_received")
    shown = await parts.casework.case("drenas", "2026-0001", "coordinator")
    assert (event.actor, shown.notes[event.id]) == ("public_services", "We cannot tell where it is.")
    assert b"cannot tell" not in event.note
    assert await status(parts) is Status.REFERRED
    assert parts.mail.take() == [("coordinator", "Drejtoria e Shërbimeve Publike ka shkruar për raportimin 2026-0001")]
    link = parts.vault.sign_link(mine.id, mine.institution, parts.clock.now() + DAY)
    page = await parts.responses.page(link)
    assert list(page.notes.values()) == ["We cannot tell where it is."]
    assert parts.phones.told("anna") == []


@pytest.mark.parametrize(("line", "taken", "answer"), [
    ("Jemi në punë deri më 10.04.2026", Taken.ANSWERED, Answer.IN_PROGRESS),
    ("U krye, u riparua", Taken.ANSWERED, Answer.DONE),
    ("U krye", Taken.WORDS, None),  # what came of it is missing: the desk hears of it
    ("Nuk pranoj", Taken.WORDS, None),
    ("Jemi në punë deri më 10.04.2016", Taken.WORDS, None),
])  # fmt: skip
async def test_the_first_line_answers_as_an_sms_does(
    here: Parts, line: str, taken: Taken, answer: Answer | None
) -> None:
    mine = await a_report(here)
    assert await here.mailroom.take(raw(line, To=answers_to(here, mine.id))) is taken
    assert (await referral_of(here, "public_services")).answer is answer


@pytest.mark.parametrize(("line", "taken", "answer"), [
    ("E morëm", Taken.ANSWERED, Answer.RECEIVED),
    ("U krye, u dha keshille", Taken.WORDS, None),
    ("Jemi në punë deri më 10.04.2026", Taken.WORDS, None),
])  # fmt: skip
async def test_what_is_sealed_is_taken_by_mail_and_not_ended_by_it(
    here: Parts, line: str, taken: Taken, answer: Answer | None
) -> None:
    """As its link does: a mail that was forwarded holds the address, and who writes is not believed."""
    await here.say("anna", *VIOLENCE, *SILENT, "yes")
    mine = await referral_of(here, "police")
    assert await here.mailroom.take(raw(line, To=answers_to(here, mine.id))) is taken
    assert (await referral_of(here, "police")).answer is answer


async def test_what_is_written_below_an_answer_is_for_the_desk_and_not_for_the_person(here: Parts) -> None:
    mine = await a_report(here)
    await here.mailroom.take(raw("NUK ËSHTË E JONA\nEshte e KRU.", To=answers_to(here, mine.id)))
    await here.deliver()
    (event,) = await events(here, "mail_received")
    shown = await here.casework.case("drenas", "2026-0001", "coordinator")
    assert shown.notes[event.id] == "Eshte e KRU."
    assert shown.case.status is Status.NEW
    assert not any("KRU" in text for text in here.phones.told("anna"))


def a_photo(color: str, kind: str = "JPEG") -> bytes:
    """Large enough that its mail is read beyond the beginning."""
    out = BytesIO()
    noise = Image.effect_noise((900, 900), 90).convert("RGB")
    noise.paste(color, (0, 0, 400, 400))
    noise.save(out, kind, **({"comment": b"made by Arta"} if kind == "JPEG" else {}))
    return out.getvalue()


def pictures_of(parts: Parts) -> list[bytes]:
    return [message.image for message in parts.phones.sent if message.address.value == "anna" and message.image]


JPEG, PNG, SVG, PDF = "image/jpeg", "image/png", "image/svg+xml", "application/pdf"
GREEN, RED = a_photo("green"), a_photo("red", "PNG")


@pytest.mark.parametrize(("text", "files", "taken", "answer", "kept", "others"), [
    ("U krye, u riparua", [(JPEG, GREEN), (PNG, RED)], Taken.ANSWERED, Answer.DONE, 2, ""),
    ("U krye, u riparua", [(PDF, b"%PDF-1.7"), (JPEG, GREEN), (JPEG, GREEN)], Taken.ANSWERED, Answer.DONE, 1, "2"),
    ("U krye, u riparua", [(JPEG, bytes(3_000_000)), (SVG, b"<svg/>")], Taken.ANSWERED, Answer.DONE, 0, "2"),
    ("U krye, u riparua", [(PNG, a_photo(str(c), "PNG")) for c in ("red", "blue", "black", "white")],
     Taken.ANSWERED, Answer.DONE, 3, "1"),
    ("U krye", [(PDF, b"%PDF-1.7")], Taken.WORDS, None, 0, "1"),
    ("E morëm", [(JPEG, GREEN)], Taken.ANSWERED, Answer.RECEIVED, 0, "1"),  # nobody looks at photos of that
])  # fmt: skip
async def test_photos_come_with_done_painted_anew_and_all_other_files_are_named_as_not_taken(
    here: Parts,
    text: str,
    files: list[tuple[str, bytes]],
    taken: Taken,
    answer: Answer | None,
    kept: int,
    others: str,
) -> None:
    mine = await a_report(here)
    assert await here.mailroom.take(with_files(*files, text=text), [answers_to(here, mine.id)]) is taken
    await here.deliver()
    (event,) = await events(here, "mail_received")
    assert (event.facts.get("pictures", ""), event.facts.get("attached", "")) == (str(kept or ""), others)
    assert (await referral_of(here, "public_services")).answer is answer
    shown = await here.casework.case("drenas", "2026-0001", "coordinator")
    assert [by for _, by in shown.story.shown] == ["public_services"] * kept
    for photo, _ in shown.story.shown:
        jpeg = await here.casework.photo("drenas", "2026-0001", photo, "coordinator")
        assert jpeg.startswith(b"\xff\xd8") and b"Arta" not in jpeg
    assert len(pictures_of(here)) == kept
    told = [to for to, _ in here.mail.take()]
    assert ("coordinator" in told) is (taken is Taken.WORDS)


@asynccontextmanager
async def opened(url: str, clock: Clock) -> AsyncIterator[Parts]:
    """The service as it starts: nothing of an earlier one is in memory."""
    database = await Database.open(url, chain=CHAIN)
    parts = await parts_for(database, clock, direct=url.startswith("sqlite"))
    async with parts.taking():
        yield parts
    await database.close()


@pytest.mark.parametrize(("days", "kept"), [(0, 2), (1, 0)])
async def test_photos_that_came_before_done_wait_for_it_a_day_through_a_restart(
    database_url: str, days: int, kept: int
) -> None:
    clock = Clock()
    async with opened(database_url, clock) as first:
        mine = await a_report(first)
        to = [answers_to(first, mine.id, 3 * DAY)]
        # What came of it is missing; the second brings one of them again.
        early = with_files((JPEG, GREEN), (PDF, b"%PDF-1.7"), text="U krye")
        again = with_files((PNG, RED), (JPEG, GREEN), text="").replace(b"files@", b"more@")
        assert [await first.mailroom.take(mail, to) for mail in (early, again)] == [Taken.WORDS] * 2
        facts = [event.facts for event in await events(first, "mail_received")]
        assert [(each["early"], each.get("attached", "")) for each in facts] == [("1", "1"), ("2", "")]
        assert (await first.casework.case("drenas", "2026-0001", "coordinator")).story.shown == []
    clock.forward(days * DAY)
    async with opened(database_url, clock) as second:
        for _ in range(2):
            await lapsed(second).run_due(clock.now())
        await second.deliver()
        told = [(to, said) for to, said in second.mail.take() if "fotot" in said]
        assert told == [("public_services", "Raportimi 2026-0001: fotot nuk u ruajtën")] * days, "once"
        done = raw("U krye, u riparua", To=to[0])
        assert await second.mailroom.take(done) is Taken.ANSWERED
        await second.deliver()
        shown = await second.casework.case("drenas", "2026-0001", "coordinator")
        assert [by for _, by in shown.story.shown] == ["public_services"] * kept
        assert len(pictures_of(second)) == kept
        async with second.store.read() as work:
            assert await work.early_photos.waiting(mine.case, mine.institution, clock.now() - 9 * DAY) == []


def lapsed(parts: Parts) -> LapsedPhotos:
    ids = RisingIds(parts.clock.now, random.getrandbits)
    notices = Notices(catalogues(), parts.vault, sentences(), ids, PUBLIC_URL)
    return LapsedPhotos(parts.store, parts.vault, parts.towns, notices, parts.damage)


async def test_photos_wait_together_and_whoever_may_not_send_them_any_more_hears_nothing(here: Parts) -> None:
    mine = await a_report(here)
    to = [answers_to(here, mine.id, 9 * DAY)]
    await here.mailroom.take(with_files((JPEG, GREEN), text=""), to)
    here.clock.forward(DAY / 2)
    await here.mailroom.take(with_files((PNG, RED), text="").replace(b"files@", b"more@"), to)
    here.clock.forward(DAY / 2)
    await lapsed(here).run_due(here.clock.now())
    async with here.store.read() as work:
        assert len(await work.early_photos.waiting(mine.case, mine.institution, here.clock.now())) == 2
    await here.casework.passing.transfer("drenas", "2026-0001", "inspectorate", "It is theirs.", "coordinator")
    here.clock.forward(DAY / 2)
    await lapsed(here).run_due(here.clock.now())
    await here.deliver()
    assert not any("fotot" in said for _, said in here.mail.take())
    async with here.store.read() as work:
        assert await work.early_photos.waiting(mine.case, mine.institution, here.clock.now() - 9 * DAY) == []


async def test_a_photo_may_follow_done_in_a_mail_of_its_own(here: Parts) -> None:
    mine = await a_report(here)
    await here.mailroom.take(raw("U krye, u riparua", To=answers_to(here, mine.id)))
    assert await here.mailroom.take(with_files((JPEG, GREEN), text=""), [answers_to(here, mine.id)]) is Taken.ANSWERED
    await here.deliver()
    assert len(pictures_of(here)) == 1
    assert [each.actor for each in await events(here, "picture_added")] == ["public_services"]


async def test_a_photo_of_what_concerns_a_person_is_for_the_desk_and_never_passed_on(here: Parts) -> None:
    """As on the page; and what is sealed by now takes none by mail."""
    mine = await a_report(here)
    async with here.store.begin() as work:
        case = await work.cases.by_number("drenas", "2026-0001")
        assert case is not None
        await work.cases.save([replace(case, category="child_violence", urgency=Urgency.EMERGENCY)])
    mail = with_files((JPEG, GREEN), text="U krye, u dha keshille")
    assert await here.mailroom.take(mail, [answers_to(here, mine.id)]) is Taken.ANSWERED
    mail = with_files((PNG, RED), text="").replace(b"files@", b"more@")
    assert await here.mailroom.take(mail, [answers_to(here, mine.id)]) is Taken.WORDS
    await here.deliver()
    shown = await here.casework.case("drenas", "2026-0001", "coordinator")
    assert len(shown.story.shown) == 1 and pictures_of(here) == []


@pytest.mark.parametrize("twice", ["the same door", "both doors at once"])
async def test_one_mail_is_taken_once(parts: Parts, twice: str) -> None:
    mine = await a_report(parts)
    mail = raw("We cannot come.", To=answers_to(parts, mine.id))
    hops = b"Received: from another door\r\n" + mail
    if twice == "the same door":
        taken = [await parts.mailroom.take(mail), await parts.mailroom.take(hops)]
    else:
        taken = list(await asyncio.gather(parts.mailroom.take(mail), parts.mailroom.take(hops)))
    assert sorted(taken) == [Taken.AGAIN, Taken.WORDS]
    assert len(await events(parts, "mail_received")) == 1


@pytest.mark.parametrize("where", ["To", "Cc", "Delivered_To", "X_Original_To", "envelope"])
async def test_the_address_is_found_wherever_a_mail_server_has_left_it(here: Parts, where: str) -> None:
    mine = await a_report(here)
    address = answers_to(here, mine.id).upper()
    if where == "envelope":
        taken = await here.mailroom.take(raw("PRANOJ"), [address])
    else:
        taken = await here.mailroom.take(raw("PRANOJ", **{where: address}))
    assert taken is Taken.ANSWERED


async def test_an_automatic_answer_is_noted_once_a_day_and_never_counts(parts: Parts) -> None:
    mine = await a_report(parts)
    for number in range(3):
        mail = raw(
            "PRANOJ", To=answers_to(parts, mine.id), Auto_Submitted="auto-replied", Message_ID=f"<{number}@office>"
        )
        assert await parts.mailroom.take(mail) is Taken.AUTOMATIC
    assert (await referral_of(parts, "public_services")).answer is None
    assert len(await events(parts, "auto_replied")) == 1
    await parts.deliver()
    assert parts.mail.take() == []
    parts.clock.forward(DAY)
    await parts.mailroom.take(raw("PRANOJ", To=answers_to(parts, mine.id), Precedence="bulk", Message_ID="<9@office>"))
    assert len(await events(parts, "auto_replied")) == 2


async def test_a_mail_that_goes_in_circles_ends_here(here: Parts) -> None:
    mine = await a_report(here)
    for loop in (
        raw("PRANOJ", To=answers_to(here, mine.id), Message_ID="<forward.1@reports.drenas.example>"),
        raw("PRANOJ", To=answers_to(here, mine.id), From=MAIL_FROM),
        b"Received: x\r\n" * 40 + raw("PRANOJ", To=answers_to(here, mine.id)),
    ):
        assert await here.mailroom.take(loop) is Taken.LET_GO
    await here.deliver()
    assert here.mail.take() == []
    assert await events(here, "mail_received") == await events(here, "auto_replied") == []


@pytest.mark.parametrize("row_named_by", ["address", "report"])
async def test_what_came_back_is_a_dead_letter_with_an_alarm(parts: Parts, row_named_by: str) -> None:
    mine = await a_report(parts)
    row = await row_to(parts, "public_services")
    assert row.state is DeliveryState.DONE
    about = f"<forward.{row.id}@reports.drenas.example>"
    address = bounces_to(parts, row.id) if row_named_by == "address" else answers_to(parts, mine.id)
    mail = report("failed", "5.1.1", about if row_named_by == "report" else "<x@y>")
    assert await parts.mailroom.take(mail, [address], sender="") is Taken.BOUNCED
    await parts.deliver()
    (dead,) = await parts.casework.dead_letters("drenas")
    assert (dead.id, dead.failure, dead.payload) == (row.id, "bounced: 5.1.1", b"")
    (event,) = await events(parts, "bounced")
    assert (event.facts["institution"], event.facts["why"]) == ("public_services", "bounced: 5.1.1")
    subjects = [subject for who, subject in parts.mail.take() if who == "coordinator"]
    assert CAME_BACK in subjects
    assert "Raportimi 2026-0001 nuk u dorëzua te: Drejtoria e Shërbimeve Publike" in subjects


async def test_a_report_to_one_offices_address_says_nothing_of_anothers_mail(here: Parts) -> None:
    mine = await a_report(here)
    theirs = await row_to(here, "inspectorate")
    crafted = report("failed", "5.1.1", f"<copy.{theirs.id}@reports.drenas.example>")
    assert await here.mailroom.take(crafted, [answers_to(here, mine.id)], sender="") is Taken.LET_GO
    assert await here.casework.dead_letters("drenas") == []


async def test_the_alarm_of_an_address_sounds_once_a_day(here: Parts, caplog: pytest.LogCaptureFixture) -> None:
    for who in ("anna", "beni"):
        await here.say(who, *WASTE, "yes")
    here.mail.take()
    async with here.store.read() as work:
        cases = [await work.cases.by_number("drenas", number) for number in ("2026-0001", "2026-0002")]
        rows = [row for case in cases if case for row in await work.outbox.of_case(case.id)]
    lead = [row for row in rows if row.institution == "public_services"]
    assert len(lead) == 2
    for row in lead:
        assert await here.mailroom.take(report(), [bounces_to(here, row.id)], sender="") is Taken.BOUNCED
    await here.deliver()
    subjects = [subject for _, subject in here.mail.take()]
    assert subjects.count(CAME_BACK) == 1
    assert "public_services@" not in caplog.text


async def test_a_mail_to_the_desk_that_came_back_starts_no_chain(here: Parts) -> None:
    mine = await a_report(here)
    await here.mailroom.take(raw("Words.", To=answers_to(here, mine.id)))
    await here.deliver()
    here.mail.take()
    async with here.store.read() as work:
        rows = await work.outbox.of_case(mine.case)
    (told,) = [row for row in rows if row.kind == "mail_received"]
    assert await here.mailroom.take(report(), [bounces_to(here, told.id)], sender="") is Taken.BOUNCED
    await here.deliver()
    assert here.mail.take() == []
    assert [each.id for each in await here.casework.dead_letters("drenas")] == [told.id]


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0")])
async def test_a_delay_or_a_receipt_changes_nothing(here: Parts, action: str, status: str) -> None:
    await a_report(here)
    row = await row_to(here, "public_services")
    assert await here.mailroom.take(report(action, status), [bounces_to(here, row.id)], sender="") is Taken.LET_GO
    assert await here.casework.dead_letters("drenas") == []


async def test_a_report_that_comes_a_second_time_changes_nothing_more(here: Parts) -> None:
    await a_report(here)
    row = await row_to(here, "public_services")
    other = report().replace(b"<abc@", b"<other@")
    await here.mailroom.take(report(), [bounces_to(here, row.id)], sender="")
    assert await here.mailroom.take(other, [bounces_to(here, row.id)], sender="") is Taken.LET_GO
    assert len(await events(here, "bounced")) == 1


async def test_an_expired_a_foreign_and_a_guessed_address_lead_nowhere(here: Parts) -> None:
    mine = await a_report(here)
    good = answers_to(here, mine.id)
    row = await row_to(here, "public_services")
    wrong = [
        answers_to(here, mine.id, -2 * DAY),
        good.replace("+a-", "+b-"),
        bounces_to(here, row.id).replace("+b-", "+a-"),
        good.replace("@town", "@elsewhere"),
        answers_to(here, mine.id + 1),
        MAIL_REPLIES,
    ]
    for address in wrong:
        assert await here.mailroom.take(raw("PRANOJ", To=address, Message_ID="")) is Taken.NOT_FOR_US, address
        for machine in (report(), raw("PRANOJ", Auto_Submitted="auto-replied")):
            assert await here.mailroom.take(machine, [address], sender="") in (
                Taken.LET_GO,
                Taken.NOT_FOR_US,
                Taken.AGAIN,
            )
    assert (await referral_of(here, "public_services")).answer is None
    assert await events(here, "mail_received") == await events(here, "bounced") == []


async def test_a_sender_who_pretends_to_be_an_office_needs_the_offices_own_address(here: Parts) -> None:
    await a_report(here)
    forged = raw("PRANOJ", From="public_services@drenas.example", Subject="Re: Report 2026-0001")
    assert await here.mailroom.take(forged) is Taken.NOT_FOR_US


async def test_an_office_that_must_hear_nothing_of_it_any_more_is_not_heard(here: Parts) -> None:
    mine = await a_report(here)
    async with here.store.begin() as work:
        case = await work.cases.one(mine.case)
        await work.cases.save([replace(case, avoided=(mine.institution,))])
    assert await here.mailroom.take(raw("PRANOJ", To=answers_to(here, mine.id))) is Taken.NOT_FOR_US


async def test_only_who_must_act_hands_back_or_ends_and_a_copys_word_is_told_to_the_desk(here: Parts) -> None:
    await a_report(here)
    copy = await referral_of(here, "inspectorate")
    assert await here.mailroom.take(raw("U krye", To=answers_to(here, copy.id))) is Taken.WORDS
    assert await status(here) is Status.REFERRED


async def test_an_answer_after_the_end_is_kept_as_words(here: Parts) -> None:
    mine = await a_report(here)
    await here.mailroom.take(raw("Nuk eshte e jona", To=answers_to(here, mine.id), Message_ID="<1@o>"))
    assert await here.mailroom.take(raw("PRANOJ", To=answers_to(here, mine.id), Message_ID="<2@o>")) is Taken.WORDS
    assert (await referral_of(here, "public_services")).answer is Answer.NOT_OURS


async def test_nobody_fills_a_case_with_mails(here: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailroom, "MOST_A_DAY", 2)
    mine = await a_report(here)
    mails = [raw("Words.", To=answers_to(here, mine.id), Message_ID=f"<{number}@o>") for number in range(4)]
    assert [await here.mailroom.take(mail) for mail in mails] == [Taken.WORDS] * 2 + [Taken.TOO_MANY] * 2
    here.clock.forward(DAY)
    assert await here.mailroom.take(raw("More.", To=answers_to(here, mine.id, DAY), Message_ID="<9@o>")) is Taken.WORDS


async def test_a_mail_without_a_new_word_changes_nothing(here: Parts) -> None:
    mine = await a_report(here)
    assert await here.mailroom.take(raw("> PRANOJ\n", To=answers_to(here, mine.id))) is Taken.LET_GO


async def test_words_for_a_damaged_case_are_not_kept_unsealed_and_the_desk_hears_that_they_came(here: Parts) -> None:
    mine = await a_report(here)
    async with here.store.begin() as work:
        values = {"sealed_key": b"no key" * 20}
        work.key_rows._transaction.write(update(cases).where(cases.c.id == mine.case).values(values), [{}])
    assert await here.mailroom.take(raw("Secret words.", To=answers_to(here, mine.id))) is Taken.WORDS
    (event,) = await events(here, "mail_received")
    assert event.note == b""


@pytest.mark.parametrize(("data", "refusal"), [(b"", BadInput), (b"x" * 2_000_000, BadInput)])
async def test_what_is_no_mail_is_refused(here: Parts, data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await here.mailroom.take(data)


async def test_no_mail_of_an_office_is_logged(here: Parts, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    mine = await a_report(here)
    for mail in (
        raw("Very private words.", From="secret.person@office.example", To=answers_to(here, mine.id)),
        raw("Very private words.", From="secret.person@office.example", To="answers@town.example"),
        raw(
            "Very private words.", From="secret.person@office.example", Auto_Submitted="x", To=answers_to(here, mine.id)
        ),
    ):
        await here.mailroom.take(mail)
    assert "secret.person" not in caplog.text
    assert "private" not in caplog.text


async def test_each_mail_is_counted_by_what_became_of_it(here: Parts) -> None:
    mine = await a_report(here)
    await here.mailroom.take(raw("PRANOJ", To=answers_to(here, mine.id)))
    await here.mailroom.take(raw("PRANOJ", To=answers_to(here, mine.id)))
    await here.mailroom.take(raw("PRANOJ"))
    assert here.mailroom.counts == {Taken.ANSWERED: 1, Taken.AGAIN: 1, Taken.NOT_FOR_US: 1}


async def test_what_came_back_goes_the_offices_next_way(sqlite_store: Database) -> None:
    town = a_municipality()
    ways = (TransportTarget("email", "services@drenas.example"), TransportTarget("telegram", "-55", group=1))
    contacts = {key: each.transports for key, each in town.institutions.items()} | {"public_services": ways}
    here = await parts_for(sqlite_store, town=with_contacts(town, contacts))
    async with here.taking():
        await a_report(here)
        assert here.chats.sent == []
        row = await row_to(here, "public_services")
        assert await here.mailroom.take(report(), [bounces_to(here, row.id)], sender="") is Taken.BOUNCED
        await here.deliver()
        (notice,) = here.chats.sent
        assert (notice.target, notice.facts["kind"], notice.facts["number"]) == ("-55", "forward", "2026-0001")
        assert (await events(here, "fell_back"))[0].facts["why"] == "bounced: 5.1.1"
        # Somebody hears of the dead address, but the report is not one that could not be delivered.
        assert [subject for _, subject in here.mail.take()] == [CAME_BACK]
