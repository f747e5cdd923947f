"""The thread with the person: what they wrote, what they were asked and told, and how that fared. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import ANSWERS
from reportbot.core.messages import Text
from reportbot.service.cases.dossier import Said as ToldReport
from reportbot.service.desk.calling import PHONE
from reportbot.service.desk.reading import CasePage
from reportbot.service.due.tidying import SENT_LIVES
from reportbot.service.records import Delivery, DeliveryState
from reportbot.web.console import delivery_words
from reportbot.web.console.case import case_words
from reportbot.web.console.case.reporter.reply_view import state_of
from reportbot.web.console.case.story.said_view import Told, told_of

REPLIED = "replied"
SOON = timedelta(minutes=10)  # before that nobody need be told when a message leaves
OWN_CHAT = "web"  # what is sent there lies in a chat of ours


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `mine`: it goes to the person. `words` is "" where there are none, None where they cannot be read;
    `told` are question and answer pairs. `state` is how it fared on its way to them."""

    at: datetime
    mine: bool
    who: Text
    words: str | None = field(default="", repr=False)
    told: Told | None = field(default=None, repr=False)
    state: Text | None = None
    failed: bool = False
    waits: bool = False


def thread_of(page: CasePage, now: datetime) -> tuple[Said, ...]:
    """Oldest first, as in a chat."""
    pushes = [each for each in page.deliveries if each.conversation is not None]
    lines = [*_theirs(page), *_asked(page, pushes, now), *_said(page, pushes, now)]
    lines += _by_itself(page, pushes, {each.at for each in lines if each.mine}, now)
    return tuple(sorted(lines, key=lambda each: each.at))


def _theirs(page: CasePage) -> Iterator[Said]:
    answered = {str(each.question.asked.id) for each in page.exchanges if each.question.answered}
    known: dict[str, list[tuple[Text, Text]]] = {}
    for said in page.story.reports:
        is_answer = said.answer_to in answered
        who = case_words.THEY_ANSWERED if is_answer else _by_which_words(said, page)
        told = told_of(said, page.town)
        if not is_answer:  # what was kept at the question about danger comes once more with the whole report
            before = known.setdefault(told.number, [])
            told = replace(told, answers=tuple(pair for pair in told.answers if pair not in before))
            before += told.answers
        if told.answers or not told.is_readable:
            yield Said(said.at, False, who, told=told)


def _by_which_words(said: ToldReport, page: CasePage) -> Text:
    """What was told on the telephone is in the words of whoever took it down; only the case's first report can be."""
    is_first = not said.case and said.at <= page.case.opened_at
    return case_words.THEY_CALLED if is_first and page.case.channel == PHONE else case_words.THEY_WROTE


def _asked(page: CasePage, pushes: Sequence[Delivery], now: datetime) -> Iterator[Said]:
    for each in page.exchanges:
        asked, answered = each.question.asked, each.question.answered
        who = Text(case_words.WE_ASKED.msgid, {"institution": page.town.name_of(each.question.institution)})
        state, failed = _state(page, asked, pushes, now)
        yield Said(asked.at, True, who, each.text, state=None if answered else state, failed=failed, waits=not answered)


def _said(page: CasePage, pushes: Sequence[Delivery], now: datetime) -> Iterator[Said]:
    """What the desk wrote to them, and what an office answered where they were told of it."""
    for event in page.events:
        is_reply = event.kind == REPLIED
        if not is_reply and (event.kind not in ANSWERS or not _pushed(event, pushes)):
            continue
        state, failed = _state(page, event, pushes, now)
        if is_reply and (fared := state_of(event, page.events)):
            state, failed = fared, False
        who = case_words.WE_WROTE if is_reply else case_words.OFFICE_SAID
        office = page.town.rules.coordinator if is_reply else event.actor
        text = page.notes.get(event.id, "")
        yield Said(
            event.at, True, Text(who.msgid, {"institution": page.town.name_of(office)}), text, None, state, failed
        )


def _by_itself(page: CasePage, pushes: Sequence[Delivery], told_at: set[datetime], now: datetime) -> Iterator[Said]:
    """What else was written to them about this case: receipts, and words of the service's own."""
    for each in pushes:
        if each.created_at not in told_at and each.kind in _OWN_WORDS:
            what = delivery_words.DELIVERY_KINDS.get(each.kind, Text(each.kind))
            state, failed = _fared(each, now)
            yield Said(
                each.created_at, True, Text(case_words.WE_PUSHED.msgid, {"what": what}), state=state, failed=failed
            )


def _state(page: CasePage, event: CaseEvent, pushes: Sequence[Delivery], now: datetime) -> tuple[Text, bool]:
    pushed = _pushed(event, pushes)
    if pushed:
        return _fared(min(pushed, key=lambda each: each.state is DeliveryState.DONE), now)
    if now - event.at > SENT_LIVES - timedelta(days=1):
        return case_words.NO_TRACE, False
    if page.case.conversation is None:
        return case_words.NOBODY_THERE, True
    return {True: case_words.WAITS_FOR_THEM, False: case_words.IS_UNSAFE, None: case_words.IS_UNKNOWN}[
        page.may_push
    ], False


def _pushed(event: CaseEvent, pushes: Sequence[Delivery]) -> list[Delivery]:
    """A message is written in the transaction of its event, so both bear the same moment."""
    return [each for each in pushes if each.created_at == event.at and each.kind in _OWN_WORDS]


def _fared(delivery: Delivery, now: datetime) -> tuple[Text, bool]:
    if delivery.state is DeliveryState.WAITING and not delivery.attempts and delivery.due_at - now > SOON:
        return Text(case_words.LEAVES.msgid, {"when": delivery.due_at}), False
    if delivery.state is DeliveryState.DONE and delivery.by == OWN_CHAT:
        return case_words.IN_THEIR_CHAT, False
    return case_words.STATES[delivery.state], delivery.state is DeliveryState.DEAD


_OWN_WORDS = frozenset(("notice", "news", "receipt", "replied", "reply_by_desk"))
