"""What happened to my report? By receipt code from anywhere, or of the last report of this very conversation."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.closing import OUTCOMES, came_of
from reportbot.core.cases.due.deadlines import Deadline
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.offices.withdrawing import released
from reportbot.core.cases.referral import ANSWERS, JOINT, Answer, Referral, leads, newest
from reportbot.core.cases.telling import replies
from reportbot.core.cases.telling.outlook import Outlook, outlook
from reportbot.core.conversation.turns.turn import LookUp
from reportbot.core.messages import Fill
from reportbot.service.cases.dossier import Dossier
from reportbot.service.cases.office_photos import pictures_of
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Translator, Vault, Work
from reportbot.service.records import Conversation, Photo
from reportbot.service.reports.climbing import told
from reportbot.service.reports.owing import owed_by, timeline
from reportbot.service.towns import Town
from reportbot.service.upkeep.damage import Damage


class LookUps:
    def __init__(self, vault: Vault, sentences: Sentences, translator: Translator, damage: Damage) -> None:
        self._sentences, self._translator = sentences, translator
        self._dossier = Dossier(vault, damage)

    async def find(
        self, work: Work, town: Town, conversation: Conversation, look_up: LookUp, tag: bytes | None
    ) -> tuple[str, Case | None]:
        """The outcome (found, unknown, none, wait) and the case. `tag` is that of the code, None: too many tries.

        A code that was never given, one of another town, and one whose case was erased are alike, statement by
        statement. Without a code it is the last case of this conversation, unless it was taken up from another one.
        """
        if look_up.code:
            if tag is None:
                return "wait", None
            case = _alive((await work.cases.by_receipt(town.key, [tag])).get(tag))
            return ("found" if case else "unknown"), case
        if conversation.case is None:
            return "none", None
        case = _alive(await work.cases.find(conversation.case))
        mine = case if case and case.conversation == conversation.id else None
        return ("found" if mine else "none"), mine

    async def describe(self, work: Work, town: Town, case: Case, language: str, now: datetime, draft: str = "") -> str:
        """Where the case stands, what happens next and by when, and what the leading office wrote last: in the
        person's language. What the desk wrote to them stands first while they have not seen it. `draft`: as if the
        desk had written this, too."""
        own, opened_at, case = case, case.opened_at, await self._main(work, case)
        events = await work.cases.events(case.id)
        written = events if own.id == case.id else await work.cases.events(own.id)
        known = await work.cases.referrals(case.id) if case.status.is_open else []
        ahead = self._outlook(town, case, known, events, now)
        fill: dict[str, Fill] = {
            "opened": opened_at.astimezone(ZoneInfo(town.rules.zone)).date(),
            "town": town.rules.name,
            "institution": town.name_of(case.lead),
            "due": ahead.due or case.opened_at,
        }
        lines = [self._say(key, {**fill, **more}, language, town) for key, more in _sentences(town, case, ahead, known)]
        if waits_for := _others(case, known):
            lines = [self._say("status_partly", {**fill, "others": town.names_of(waits_for)}, language, town)]
        lines += [self._say(key, fill, language, town) for key, fill in _parts(town, case, known)]
        came = came_of(events) if not case.status.is_open else None
        if came:
            office = came[1] if came[1] in town.rules.institutions else case.lead
            lines.insert(1, self._say(came[0].told, {"institution": town.name_of(office)}, language, town))
        noted = [event for event in events if event.note and event.actor == case.lead and event.kind in ANSWERS]
        note = self._dossier.note(case, noted[-1]) if noted else ""
        if note is None:
            lines.append(self._say("status_unreadable", {}, language, town))
        elif note:
            lines.append(self._say("status_note", {"note": note}, language, town))
        new, last = self._replies(own, written, draft, language, town)
        return "\n".join([*new, *lines, *last])

    async def pictures(self, work: Work, case: Case) -> Sequence[Photo]:
        """Of the offices, as far as the person may see them: those of the case on which it is worked."""
        return await pictures_of(work, await self._main(work, case))

    def _replies(
        self, case: Case, events: Sequence[CaseEvent], draft: str, language: str, town: Town
    ) -> tuple[list[str], list[str]]:
        """What they have not seen yet; where there is nothing new, what they saw last."""
        new = replies.unread(events)
        seen = [] if new or draft else replies.replies(events)[-1:]
        said = [self._dossier.note(case, each) for each in new or seen] + ([draft] if draft else [])
        lines = [
            self._say("status_unreadable", {}, language, town)
            if words is None
            else self._say("status_reply", {"note": words}, language, town)
            for words in said
        ]
        return ([], lines) if seen else (lines, [])

    async def _main(self, work: Work, case: Case) -> Case:
        """The case that this is one more report of: there it is worked on."""
        if case.merged_into is None:
            return case
        return _alive(await work.cases.find(case.merged_into)) or case

    def _outlook(
        self, town: Town, case: Case, known: Sequence[Referral], events: Sequence[CaseEvent], now: datetime
    ) -> Outlook:
        """By what the office that leads owes now."""
        plan: Sequence[Deadline] = ()
        if case.status.is_open:
            mine = [each for each in known if leads(case, each)]
            plan = _owed(town, case, mine[-1]) if mine else timeline(town, case, case.lead)
        ladder = town.rules.ladder_of(case.category, case.urgency)
        return outlook(case, events, plan, ladder, town.rules.keeping.close_after, now)

    def _say(self, key: str, fill: dict[str, Fill], language: str, town: Town) -> str:
        return self._translator.say(self._sentences.reporter(key, fill), language, zone=town.rules.zone)


def _owed(town: Town, case: Case, lead: Referral) -> list[Deadline]:
    """While its clock stands still nobody is reminded, so no reminder is promised."""
    plan = owed_by(town, case, _as_said(lead))
    return [each for each in plan if each.kind != "reminder" or lead.stopped_at is None]


def _as_said(lead: Referral) -> Referral:
    """An office that named a day of its own is done by then."""
    return replace(lead, close_by=lead.act_by) if lead.answer is Answer.IN_PROGRESS else lead


def _alive(case: Case | None) -> Case | None:
    """A case whose key was destroyed is about to go, and is as good as gone."""
    return case if case and case.sealed_key else None


def _sentences(
    town: Town, case: Case, ahead: Outlook, known: Sequence[Referral]
) -> Iterator[tuple[str, dict[str, Fill]]]:
    """The key of each, and what fills it. Of several offices that are told the first is named."""
    yield ahead.key, {}
    if ahead.reminded:
        yield "status_reminded", {"reminded": ahead.reminded}
    if ahead.rung and ahead.then:
        rungs = [rung.to for rung in (ahead.rung, *ahead.above)]
        heard = told(town, rungs, case.lead, ahead.then, released(known))
        others = [key for key, _ in heard if key != case.lead]
        if others:
            yield "status_then_told", {"then": ahead.then, "told": town.name_of(others[0])}
        elif heard:
            yield "status_then_reminded", {"then": ahead.then}


def _others(case: Case, known: Sequence[Referral]) -> list[str]:
    """Who has not said that it is done, where the office that leads has."""
    led = [each for each in known if leads(case, each)]
    is_done = bool(led) and led[-1].answer is Answer.DONE
    return [each.institution for each in known if each.role == JOINT and not each.is_finished] if is_done else []


def _parts(town: Town, case: Case, known: Sequence[Referral]) -> list[tuple[str, dict[str, Fill]]]:
    """What those have said who act together with the office that leads."""
    said = [each for each in newest(known) if each.role == JOINT and each.answer not in (None, Answer.NOT_OURS)]
    return [
        (
            OUTCOMES[each.outcome].told if each.outcome in OUTCOMES else f"answer_{each.answer}",
            {"institution": town.name_of(each.institution)},
        )
        for each in said
        if each.institution not in case.avoided
    ]
