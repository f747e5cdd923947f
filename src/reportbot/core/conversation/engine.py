"""One message, one turn. Pure: the same session, message and moment always give the same turn.

danger?  ──►  a command?  ──►  an old button?  ──►  the answer to this step  ──►  walk to the next question
"""

from dataclasses import replace
from datetime import datetime

from reportbot.core.conversation import commands, safeguarding
from reportbot.core.conversation.answers import Unclear, read_answer
from reportbot.core.conversation.asking import ask
from reportbot.core.conversation.flow import Flow, FlowBook, Step
from reportbot.core.conversation.session import Session
from reportbot.core.conversation.surroundings import Hint, Surroundings
from reportbot.core.conversation.turn import Reply, Turn
from reportbot.core.conversation.walk import begin, rewind_to, walk
from reportbot.core.messages import InboundMessage, Text
from reportbot.core.text import fold

_CUT = Text("Your message was very long. We kept the first {kept} letters. You can send the rest as a new message.")
_NO_FILES = Text("We cannot take voice messages, videos or files. Please write it in words.")
_PHOTO_KEPT = Text("We keep the photo with your report.")
_NOT_NOW = Text("You can send the photo when you make a report.")
_AGAIN = Text("Please choose one of the answers below. You can type its number.")
_WELCOME_BACK = Text("You are welcome. Write START when you want to report something new.")


def advance(book: FlowBook, session: Session, message: InboundMessage, around: Surroundings, now: datetime) -> Turn:
    """Raises FlowWentTooFar when a flow never comes to a question."""
    fresh = session.ended() if session.is_stale(now) else session
    turn = _Listener(book, around, now).hear(fresh, message)
    return replace(turn, session=replace(turn.session, at=now))


class _Listener:
    """One turn's fixed surroundings, so that they need not be handed from step to step."""

    def __init__(self, book: FlowBook, around: Surroundings, now: datetime) -> None:
        self.book, self.around, self.now = book, around, now

    def hear(self, session: Session, message: InboundMessage) -> Turn:
        danger = self.around.danger_in(message.text) if message.text else ""
        command = commands.read(message, session, self.around)
        if session.waiting_for == safeguarding.WAITING and not command:
            return self._after_danger(session, message)
        if danger and danger not in session.dangers:
            return Turn(*safeguarding.interrupt(session, message.text, danger, self.around, self.now))
        if session.waiting_for == commands.LANGUAGE:
            return self._after_language(session, message)
        if command:
            return self._command(session, command)
        if message.attachments and not message.text:
            return self._attachment(session, message)
        return self._words(session, message)

    def _words(self, session: Session, message: InboundMessage) -> Turn:
        if session.is_idle:
            hint = self.around.listen(message.text) if message.text else Hint()
            if hint.thanks:
                return Turn(session, (Reply(_WELCOME_BACK, commands=commands.offers("start", "status")),))
            return begin(self.book, session, message.text, hint, self.around, self.now)
        session, value = self._pressed(session, message)
        if message.pressed and not value:
            return self._ask_again(session)
        return self._answer(session, message, value)

    def _answer(self, session: Session, message: InboundMessage, value: str = "") -> Turn:
        flow, step = self._here(session)
        photos = sum(attachment.kind == "photo" for attachment in message.attachments) if flow.reports else 0
        if photos:
            session = session.with_answer("photos", int(session.answers.get("photos", 0)) + photos)
        answer = read_answer(step, session, message, value, self.around)
        if isinstance(answer, Unclear):
            return self._unclear(session, step, message, answer)
        turn = walk(self.book, flow, step, session, answer, self.around, self.now)
        if answer.cut:
            turn = _first(turn, Reply(Text(_CUT.msgid, {"kept": len(answer.value)})))
        return replace(turn, keep_photos=photos > 0)

    def _unclear(self, session: Session, step: Step, message: InboundMessage, unclear: Unclear) -> Turn:
        if step.append_to and len(fold(message.text).split()) > 1:
            said = str(session.answers.get(step.append_to, ""))
            return self._ask_again(session.with_answer(step.append_to, f"{said}\n{message.text}".strip()[:8000]))
        if unclear.offered:
            session = replace(session, offered=unclear.offered, answers={**session.answers, **unclear.draft})
        hint = Text(step.again) if step.again else _AGAIN
        return self._ask_again(session, Reply(hint))

    def _after_danger(self, session: Session, message: InboundMessage) -> Turn:
        """Only a plain no ends it; a yes, and anything else, is taken as danger (R2)."""
        held = str(session.answers.get(safeguarding.HELD, ""))
        if safeguarding.is_no(message, self.around):
            calm = replace(session.without_answers((safeguarding.HELD,)), waiting_for="")
            return self.hear(calm, replace(message, text=held, pressed=""))
        session, replies, alarm = safeguarding.alarm(session, self.around, self.now)
        if not safeguarding.is_yes(message, self.around):
            held = f"{held}\n{message.text}".strip()
        flow = None if session.is_idle else self._here(session)[0]
        session = session.without_answers((safeguarding.HELD,))
        if flow is None or not flow.reports:
            turn = begin(self.book, session, held, Hint(danger=alarm.danger), self.around, self.now)
        else:
            turn = self.hear(session, replace(message, text=held, pressed=""))
        return replace(turn, replies=(*replies, *turn.replies), alarm=alarm)

    def _after_language(self, session: Session, message: InboundMessage) -> Turn:
        language = commands.read_language(message, self.around)
        if not language:
            return Turn(session, (commands.ask_language(self.around),))
        session = replace(session, language=language, waiting_for="").with_answer("language", language)
        if session.is_idle:
            return begin(self.book, session, "", Hint(), self.around, self.now)
        return self._ask_again(session)

    def _command(self, session: Session, command: str) -> Turn:
        session = replace(session, waiting_for="")
        match command:
            case "start":
                return begin(self.book, session.ended(), "", Hint(), self.around, self.now)
            case "cancel":
                return Turn(session.ended(), (commands.cancelled(session),), erased=not session.is_idle)
            case "language":
                return Turn(replace(session, waiting_for=commands.LANGUAGE), (commands.ask_language(self.around),))
            case "help":
                help_reply = commands.help_reply(self.around, self.now)
                return Turn(session, (help_reply,)) if session.is_idle else self._ask_again(session, help_reply)
            case "status":
                return begin(
                    self.book, session.ended(), "", Hint(), self.around, self.now, flow="check_report", skip=True
                )
            case "back" if session.trail:
                return self._ask_again(rewind_to(session, session.trail[-1], self.book))
            case _:
                if session.is_idle:
                    return begin(self.book, session, "", Hint(), self.around, self.now)
                return self._ask_again(session)

    def _attachment(self, session: Session, message: InboundMessage) -> Turn:
        if all(attachment.kind == "other" for attachment in message.attachments):
            return self._ask_again(session, Reply(_NO_FILES))
        if session.is_idle or not self._here(session)[0].reports:
            return self._ask_again(session, Reply(_NOT_NOW))
        _, step = self._here(session)
        session = session.with_answer("photos", int(session.answers.get("photos", 0)) + 1)
        if step.kind == "photo":
            return replace(self._answer(session, message), keep_photos=True)
        return replace(self._ask_again(session, Reply(_PHOTO_KEPT)), keep_photos=True)

    def _pressed(self, session: Session, message: InboundMessage) -> tuple[Session, str]:
        """The value of a button, after going back to the step it belongs to. "" where it leads nowhere any more."""
        where, _, value = message.pressed.partition(":")
        flow, _, step = where.partition(".")
        if (flow, step) == (session.flow, session.step):
            return session, value
        for asked in reversed(session.trail):
            if (asked[0], asked[2]) == (flow, step):
                return rewind_to(session, asked, self.book), value
        return session, ""

    def _ask_again(self, session: Session, *first: Reply) -> Turn:
        if session.is_idle:
            return _first(begin(self.book, session, "", Hint(), self.around, self.now), *first)
        flow, step = self._here(session)
        session, replies = ask(flow, step, session, self.around)
        return Turn(session, (*first, *replies[-1:]) if first else replies)

    def _here(self, session: Session) -> tuple[Flow, Step]:
        flow = self.book.get(session.flow, session.version)
        return flow, flow.steps.get(session.step) or flow.steps[flow.first]


def _first(turn: Turn, *replies: Reply) -> Turn:
    return replace(turn, replies=(*replies, *turn.replies))
