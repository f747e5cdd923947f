"""Put a step into words: the sentences with what fills them, the choices, the quiet extras."""

from dataclasses import replace
from functools import cache

from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.flows.flow import Flow, Sentence, Step
from reportbot.core.conversation.questions import last_place, places
from reportbot.core.conversation.questions.answers import options_of
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import SENT, Session
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Offer, Reply
from reportbot.core.languages import LETTERS, SHORT_NAMES
from reportbot.core.messages import Fill, Named, Text, TextList

YES, NO = Text("Yes"), Text("No")
COMMANDS = {
    "back": Text("Back"),
    "help": Text("Help"),
    "language": Text("Language"),
    "cancel": Text("Cancel"),
    "start": Text("Start again"),
    "status": Text("News"),
    "skip": Text("Skip"),
    "exit": Text("Exit"),
    "numbers": Text("Numbers to call"),
    **{name: Text(label) for name, label in LETTERS.items()},
}
NO_PHOTO = Text("No photo")
_SHOWN = 40  # letters of their own words on a button
_FAR_POINT = Text("the point you sent, near no place that we know")
_REPEATED = 300  # letters of their own words that they read again: as many as a bubble holds well


def ask(flow: Flow, step: Step, session: Session, scene: Scene) -> tuple[Session, tuple[Reply, ...]]:
    """The session remembers what its numbers stand for."""
    choices, offered = _choices(f"{flow.name}.{step.id}:", step, session, scene.around)
    *before, last = step.ask
    replies = [
        Reply(say(sentence, session, scene, flow.voice), every_language=step.every_language) for sentence in before
    ]
    question = Reply(
        say(last, session, scene, flow.voice), choices, _commands(flow, step, session), step.every_language
    )
    remembered = session if session.offered == offered else replace(session, offered=offered)
    return remembered, (*replies, question)


def say(sentence: Sentence, session: Session, scene: Scene, voice: str = "citizen") -> Text:
    """Holes that only the service can fill (code, due, institution) stay open."""
    return Text(sentence.msgid, _filling(sentence.holes, session, scene, voice), sentence.sms)


@cache
def commands(*names: str) -> tuple[Offer, ...]:
    return tuple(Offer(f"!{name}", COMMANDS[name]) for name in names)


def _choices(
    prefix: str, step: Step, session: Session, around: Surroundings
) -> tuple[tuple[Offer, ...], tuple[str, ...]]:
    """Every value with `prefix`; and the values behind a list that was made on the spot."""
    match step.kind:
        case "choice":
            return tuple(_offer(prefix + option.value, option.label) for option in options_of(step, around)), ()
        case "yes_no":
            return (Offer(f"{prefix}yes", YES), Offer(f"{prefix}no", NO)), ()
        case "photo":
            return (Offer(f"{prefix}no", NO_PHOTO),), ()
        case "place":
            values = session.offered or last_place.listed(session, around.gazetteer)
            return tuple(Offer(prefix + value, _place_label(value, session, around)) for value in values), values
        case _:
            return (), ()


def named(label: str) -> Text:
    """A label; the name of a language has a shorter one for SMS."""
    return Text(label, {}, SHORT_NAMES.get(label, ""))


@cache  # there are as many as options in all flows
def _offer(value: str, label: str) -> Offer:
    return Offer(value, named(label))


def _place_label(value: str, session: Session, around: Surroundings) -> Text:
    if value.startswith(places.MORE):
        return Text("More places")
    if value == places.KEEP:
        return Text("Keep what I wrote: {typed}", {"typed": str(session.answers.get("place_typed", ""))[:_SHOWN]})
    place = around.gazetteer.by_key.get(value)
    return last_place.label(value, place.name if place else Named({"en": value}), session)


def _commands(flow: Flow, step: Step, session: Session) -> tuple[Offer, ...]:
    back = ("back",) if session.trail else ()
    if flow.name == "welcome":
        return commands(*back, "numbers", "status", "help", "language")
    last = "cancel" if flow.reports and SENT not in session.answers else "language"
    skip = ("skip",) if step.skip else ()
    # Somebody may be looking over their shoulder.
    leave = ("exit",) if flow.reports not in ("", "hazard") or flow.name == "afterwards" else ()
    return commands(*back, *skip, "help", last, *leave)


def _filling(holes: frozenset[str], session: Session, scene: Scene, voice: str) -> dict[str, Fill]:
    if not holes:
        return {}
    around = scene.around
    known: dict[str, Fill] = {"town": around.town, "emergency": around.emergency}
    for name, value in session.answers.items():
        if name == "category":
            known[name] = _category_name(value)
        elif name == "place":
            known[name] = _place_name(value, around)
        else:
            known[name] = _repeated(value) if name == "first_words" else str(value)
    if "told" in holes:
        known["told"] = _told(session, around)
    if "goes_to" in holes:
        known["goes_to"] = around.goes_to(session.said, voice, scene.now)
    return {hole: known[hole] for hole in holes if hole in known}


def _told(session: Session, around: Surroundings) -> TextList:
    """What the report says so far, a line each."""
    said, lines = session.answers, []
    if said.get("category", "other") != "other":
        lines.append(Text("{category}", {"category": _category_name(said["category"])}))
    if "place" in said:
        lines.append(Text("{place}", {"place": _place_name(said["place"], around)}))
    if said.get("description"):
        lines.append(Text("“{description}”", {"description": _repeated(said["description"])}))
    return TextList(tuple(lines))


def _repeated(words: object) -> str:
    """The beginning of what they wrote: by it they know it again."""
    said = str(words)
    return said if len(said) <= _REPEATED else f"{said[:_REPEATED].rsplit(' ', 1)[0]} …"


def _category_name(value: object) -> Fill:
    return Text(CATEGORIES[str(value)].label) if value in CATEGORIES else str(value)


def _place_name(answer: object, around: Surroundings) -> Fill:
    """The place in words: what was typed, its name, or that a point was sent."""
    if not isinstance(answer, dict):
        return str(answer)
    return places.in_words(answer, around.gazetteer) or _FAR_POINT
