"""Why triage decided so, told to the desk: what rules mean and the words of the lexicon, never those of the person.

Whoever reads them may know neither English nor the language of the message; ideas have their own translations.
"""

from collections.abc import Iterable, Mapping

from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.lexicon import DangerKind, DangerRule, Lexicon, RaiseRule, When
from reportbot.core.messages import Text, TextList
from reportbot.core.urgency import Urgency

DANGERS: Mapping[DangerKind, Text] = {
    DangerKind.SUICIDE: Text("somebody wants to die or hurts themselves"),
    DangerKind.CHILD_IN_PIT: Text("somebody fell into a pit or a manhole"),
    DangerKind.INJURED: Text("somebody is injured"),
    DangerKind.WEAPON: Text("a weapon"),
    DangerKind.FIRE_GAS_ELECTRICITY: Text("fire, gas or electricity"),
    DangerKind.MISSING_CHILD: Text("a person is missing"),
    DangerKind.CHILD_ALONE: Text("a small child is alone"),
    DangerKind.SEXUAL_VIOLENCE: Text("sexual violence"),
    DangerKind.VIOLENCE_NOW: Text("violence at this moment"),
    DangerKind.VIOLENCE: Text("violence"),
    DangerKind.CRY_FOR_HELP: Text("a cry for help"),
}
URGENCIES: Mapping[Urgency, Text] = {
    Urgency.EMERGENCY: Text("emergency"),
    Urgency.URGENT: Text("urgent"),
    Urgency.NORMAL: Text("normal"),
    Urgency.INFORMATION: Text("for information"),
}
DANGER = Text("Danger: {danger}. Heard: {heard}")
RAISED = Text("At least {urgency}: {why}. Heard: {heard}")
MEANT = Text("{category}. Heard: {heard}")
CHOSEN = Text("The person chose: {category}")


def danger_reason(lexicon: Lexicon, rule: DangerRule, evidence: Mapping[str, str]) -> Text:
    return Text(DANGER.msgid, {"danger": DANGERS[rule.kind], "heard": _cited(lexicon, _spoken(rule.when, evidence))})


def raise_reason(lexicon: Lexicon, rule: RaiseRule, evidence: Mapping[str, str]) -> Text:
    heard = _cited(lexicon, _spoken(rule.when, evidence))
    return Text(RAISED.msgid, {"urgency": URGENCIES[rule.urgency], "why": Text(rule.why), "heard": heard})


def category_reason(lexicon: Lexicon, category: str, evidence: Mapping[str, str]) -> Text:
    """The entries of all rules that speak for it. Raises KeyError for a category that is none of the 29."""
    heard = frozenset(evidence)
    told = {
        idea: evidence[idea]
        for names in lexicon.speaking_for.get(category, ())
        if all(map(heard.intersection, names))
        for choice in names
        for idea in choice
        if idea in heard
    }
    return Text(MEANT.msgid, {"category": label(category), "heard": _cited(lexicon, told.items())})


def chosen_reason(category: str) -> Text:
    """Raises KeyError as `category_reason`."""
    return Text(CHOSEN.msgid, {"category": label(category)})


def label(category: str) -> Text:
    """Raises KeyError."""
    return Text(CATEGORIES[category].label)


def _spoken(when: When, evidence: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Of each choice the first idea that was heard."""
    first = (next((idea for idea in choice if idea in evidence), "") for choice in when.names)
    return {idea: evidence[idea] for idea in first if idea}.items()


def _cited(lexicon: Lexicon, heard: Iterable[tuple[str, str]]) -> TextList:
    """What each idea means, with the entry by which it was heard: a lexicon's word, in its own language."""
    ideas = lexicon.rules.ideas
    return TextList(
        tuple(
            Text("{idea} (“{word}”)", {"idea": Text(ideas[idea]), "word": word.replace("*", "…")})
            for idea, word in heard
        ),
        between="; ",
    )
