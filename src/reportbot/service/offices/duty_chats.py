"""An office answers by a button in its duty chat: recorded once, shown below the message, and the buttons go.

Who of the office pressed is neither read nor kept.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.closing import OUTCOMES, outcomes_for
from reportbot.core.cases.offices.sayable import adds_nothing, is_former, may_say
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.errors import AnswerRefused, BadInput, UnknownCode
from reportbot.core.messages import Fill
from reportbot.service.offices.duty_photos import DutyPhotos
from reportbot.service.offices.shared_doors import Answers, answer_for, offices_at
from reportbot.service.outgoing.buttons import ANSWERS, BACK, DAYS, Buttons, OfficeButtons
from reportbot.service.outgoing.notices import Notices, OfficeNotice
from reportbot.service.outgoing.rows import office_row
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Clock, Ids, Store, Translator, Vault
from reportbot.service.records import Delivery
from reportbot.service.towns import Office, Town
from reportbot.service.trying import persistently

TELEGRAM = "telegram"
OFFICE_EDIT = "office_edit"
MESSAGE = "message"  # fact of a notice that changes a message which is there already: its number
LONGEST_SHOWN = 3500  # letters of the message before it grows by one more line; Telegram takes 4,096
log = logging.getLogger("reportbot.duty_chats")


@dataclass(frozen=True, slots=True)
class Press:
    """One press: in which chat, below which message, what its button carries, and what that message shows."""

    chat: str = field(repr=False)
    message: str
    data: str
    shown: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was pressed, as far as it fits an open referral of that chat's office."""

    town: Town
    press: Press
    case: Case
    referral: Referral
    office: Office
    word: str
    choice: str

    @property
    def language(self) -> str:
        return self.town.language_of(self.office.key)


class DutyChats:
    """Only the chat of an office, or of whoever hears for it, may answer: a message with buttons can be forwarded."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        answers: Answers,
        notices: Notices,
        translator: Translator,
        sentences: Sentences,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
        photos: DutyPhotos,
    ) -> None:
        self._store, self._vault, self._towns, self._answers = store, vault, towns, answers
        self._notices, self._translator, self._sentences = notices, translator, sentences
        self._clock, self._ids, self._wake, self._photos = clock, ids, wake, photos
        self._buttons = OfficeButtons(translator, sentences)

    async def press(self, municipality: str, press: Press) -> str:
        """The words that the presser sees for a moment, "" for none. Returns after the commit."""
        town = self._towns[municipality]
        owners = offices_at(town, TELEGRAM, press.chat)
        if not owners:
            log.warning("a button was pressed where no office is on duty")
            return ""
        asked = await self._asked(town, owners, press)
        if asked is None:
            log.warning("a button was pressed that answers nothing")
            return self._say(owners[0], town, "stale")
        if asked.referral.is_finished or not asked.case.status.is_open:
            await self._again(asked, ())
            return self._say(asked.office, town, "over")
        if not self._is_theirs_to_say(asked):
            await self._show([self._edit(asked, "", self._answers_of(asked, asked.referral))])
            return self._say(asked.office, town, "elsewhere")
        return await self._take(owners, asked)

    def _is_theirs_to_say(self, asked: _Asked) -> bool:
        """Not once another office has it, nor where another one alone can hand it on or end it."""
        if asked.word == BACK:
            return not is_former(asked.case, asked.referral)
        answer = Answer(asked.word)
        return may_say(asked.case, asked.referral, answer) or adds_nothing(asked.case, asked.referral, answer)

    async def _take(self, owners: list[Office], asked: _Asked) -> str:
        menu = self._menu(asked)
        if menu is not None:
            await self._show([self._edit(asked, "", menu)])
            return ""
        if asked.word == Answer.NOT_OURS:
            return self._say(asked.office, asked.town, "open_link")
        until, outcome = self._until(asked), asked.choice if asked.word == Answer.DONE else ""
        if asked.word == Answer.RECEIVED and not asked.referral.is_waiting:
            await self._again(asked, self._answers_of(asked, asked.referral))
            return self._say(asked.office, asked.town, "noted")
        try:
            answer = Answer(asked.word)
            await answer_for(self._answers, owners, asked.referral, answer, outcome=outcome, until=until)
        except UnknownCode:
            log.warning("a duty chat pressed a button of another institution")
            return self._say(owners[0], asked.town, "stale")
        except AnswerRefused:  # it went on while the button was pressed
            return self._say(asked.office, asked.town, "elsewhere")
        except BadInput:
            return self._say(asked.office, asked.town, "stale")
        await self._recorded(asked, outcome, until)
        return self._say(asked.office, asked.town, "noted")

    async def _again(self, asked: _Asked, buttons: Buttons) -> None:
        """What was pressed has been said before: perhaps we died before the message could show it."""
        if asked.word == asked.referral.answer:
            await self._recorded(asked, asked.referral.outcome, None)
        else:
            await self._show([self._edit(asked, "", buttons)])

    async def _asked(self, town: Town, owners: list[Office], press: Press) -> _Asked | None:
        word, _, rest = press.data.partition(":")
        number, _, choice = rest.partition(":")
        if word not in (*Answer, BACK) or not (number.isascii() and number.isdigit() and len(number) < 20):
            return None
        async with self._store.read() as work:
            referral = await work.cases.referral(int(number))
            if referral is None or referral.municipality != town.key:
                return None
            case = await work.cases.one(referral.case)
        office = town.rules.institutions.get(referral.institution)
        if office is None or referral.institution in case.avoided:  # R15: not even that it is over
            return None
        if office.transports and office.key not in [each.key for each in owners]:
            return None
        asked = _Asked(town, press, case, referral, office, word, choice)
        return asked if self._fits(asked) else None

    def _fits(self, asked: _Asked) -> bool:
        """An outcome, or days, that we offer."""
        if not asked.choice:
            return True
        if asked.word == Answer.DONE:
            return asked.choice in [each.code for each in outcomes_for(asked.case.concerns_a_person)]
        return asked.word == Answer.IN_PROGRESS and asked.choice in map(str, DAYS)

    def _menu(self, asked: _Asked) -> Buttons | None:
        """The buttons that come instead, where a press is not yet an answer."""
        referral, language = asked.referral, asked.language
        if asked.word == BACK:
            return self._answers_of(asked, referral)
        if asked.word == Answer.IN_PROGRESS and not asked.choice:
            return self._buttons.until(referral, language)
        if asked.word == Answer.DONE and not asked.choice:
            return self._buttons.outcomes(referral, asked.case.concerns_a_person, language)
        return None

    def _until(self, asked: _Asked) -> date | None:
        if asked.word != Answer.IN_PROGRESS:
            return None
        today = self._clock.now().astimezone(ZoneInfo(asked.town.rules.zone)).date()
        return today + timedelta(int(asked.choice))

    async def _recorded(self, asked: _Asked, outcome: str, until: date | None) -> None:
        """The message shows what was said, of which office and when, and what may be said next."""
        async with self._store.read() as work:
            referral = await work.cases.referral(asked.referral.id) or asked.referral
        answer, at = Answer(asked.word), referral.answered_at or self._clock.now()
        fill: dict[str, Fill] = {"at": at, "institution": asked.office.called, "answer": ANSWERS[answer]}
        key = "recorded"
        if until:
            key, fill = "recorded_until", {**fill, "until": until}
        elif outcome and OUTCOMES[outcome].helped:
            key, fill = "recorded_outcome", {**fill, "outcome": OUTCOMES[outcome].label}
        elif outcome:
            fill = {**fill, "answer": OUTCOMES[outcome].label}
        line, more = self._say(asked.office, asked.town, key, **fill), ""
        if answer is Answer.DONE:
            await self._photos.expect(asked.town.key, asked.press.chat, referral)
            more = "\n" + await self._photos.after_done(asked.case, referral, asked.office, asked.town)
        shown = asked.press.shown or f"{asked.case.number}\n\n{self._notices.link(referral, self._clock.now())}"
        text = f"{shown[:LONGEST_SHOWN]}\n\n{line}{more}" if line not in shown else shown
        await self._show([self._edit(asked, text, self._answers_of(asked, referral))])

    def _answers_of(self, asked: _Asked, referral: Referral) -> Buttons:
        link = self._notices.link(referral, self._clock.now())
        return self._buttons.answers(asked.case, referral, link, asked.language)

    def _edit(self, asked: _Asked, text: str, buttons: Buttons) -> Delivery:
        """With a `text` it shows what is recorded, and is tried until it works; without, buttons alone, once: after a
        while nobody waits for them, and they must not come back over what was recorded meanwhile.
        """
        id, now = self._ids.new(), self._clock.now()
        facts = {MESSAGE: asked.press.message}
        notice = OfficeNotice(asked.town.key, asked.press.chat, "", text, "", "", buttons, facts=facts)
        return office_row(
            self._vault,
            id,
            notice,
            OFFICE_EDIT,
            TELEGRAM,
            now,
            case=asked.case.id,
            at_most_once=not text,
            institution=asked.office.key,
        )

    async def _show(self, rows: list[Delivery]) -> None:
        async def once() -> None:
            async with self._store.begin() as work:
                await work.outbox.add(rows)

        await persistently(once)
        self._wake()

    def _say(self, office: Office, town: Town, key: str, **fill: Fill) -> str:
        text = self._sentences.office(f"chat_{key}", fill)
        return self._translator.say(text, town.language_of(office.key), zone=town.rules.zone)
