"""What happened to my report? By receipt code from anywhere, or of the last report of this very conversation."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.deadlines import Deadline
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.outlook import Outlook, outlook
from reportbot.core.cases.referral import ANSWERS, leads
from reportbot.core.conversation.turn import LookUp
from reportbot.core.messages import Fill, Text
from reportbot.service.damage import Damage
from reportbot.service.dossier import Dossier
from reportbot.service.opening import timeline
from reportbot.service.ports import Translator, Vault, Work
from reportbot.service.records import Conversation
from reportbot.service.sentences import Sentences
from reportbot.service.towns import Town


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
        case = _alive((await work.cases.get([conversation.case])).get(conversation.case))
        mine = case if case and case.conversation == conversation.id else None
        return ("found" if mine else "none"), mine

    async def describe(self, work: Work, town: Town, case: Case, language: str, now: datetime) -> str:
        """Where the case stands, what happens next and by when, and what the leading office wrote last: in the
        person's language."""
        opened_at, case = case.opened_at, await self._main(work, case)
        events = await work.cases.events(case.id)
        ahead = await self._outlook(work, town, case, events, now)
        fill: dict[str, Fill] = {
            "opened": opened_at.astimezone(ZoneInfo(town.rules.zone)).date(),
            "town": town.rules.name,
            "institution": Text(town.office(case.lead).name),
            "due": ahead.due or case.opened_at,
        }
        lines = [self._say(key, {**fill, **more}, language, town) for key, more in _sentences(town, case, ahead)]
        noted = [event for event in events if event.note and event.actor == case.lead and event.kind in ANSWERS]
        note = self._dossier.note(case, noted[-1]) if noted else ""
        if note is None:
            lines.append(self._say("status_unreadable", {}, language, town))
        elif note:
            lines.append(self._say("status_note", {"note": note}, language, town))
        return "\n".join(lines)

    async def _main(self, work: Work, case: Case) -> Case:
        """The case that this is one more report of: there it is worked on."""
        if case.merged_into is None:
            return case
        return _alive((await work.cases.get([case.merged_into])).get(case.merged_into)) or case

    async def _outlook(self, work: Work, town: Town, case: Case, events: Sequence[CaseEvent], now: datetime) -> Outlook:
        """What is due is read from the row that fires next, and from the plan that the later ones will be made of."""
        plan: Sequence[Deadline] = ()
        if case.status.is_open:
            mine = [each for each in await work.cases.referrals(case.id) if leads(case, each)]
            plan = timeline(town, case, case.lead, since=mine[-1].created_at if mine else None)
            for due in await work.dues.of_case(case.id):
                if due.step < len(plan) and mine and due.referral == mine[-1].id:
                    fires = replace(plan[due.step], due_at=due.due_at)
                    plan = (*plan[: due.step], fires, *plan[due.step + 1 :])
        return outlook(case, events, plan, town.rules.ladder[case.urgency], town.rules.keeping.close_after, now)

    def _say(self, key: str, fill: dict[str, Fill], language: str, town: Town) -> str:
        return self._translator.say(self._sentences.reporter(key, fill), language, zone=town.rules.zone)


def _alive(case: Case | None) -> Case | None:
    """A case whose key was destroyed is about to go, and is as good as gone."""
    return case if case and case.sealed_key else None


def _sentences(town: Town, case: Case, ahead: Outlook) -> Iterator[tuple[str, dict[str, Fill]]]:
    """The key of each, and what fills it. Of several offices that are told the first is named."""
    yield ahead.key, {}
    if ahead.reminded:
        yield "status_reminded", {"reminded": ahead.reminded}
    if ahead.rung and ahead.then:
        told = town.rules.told_by(ahead.rung, case.lead, ahead.then)
        if set(told) - {case.lead}:
            first = next(key for key in told if key != case.lead)
            yield "status_then_told", {"then": ahead.then, "told": Text(town.office(first).name)}
        elif told:
            yield "status_then_reminded", {"then": ahead.then}
