"""Draws flows as Mermaid flowcharts (https://mermaid.js.org), for whoever reviews a conversation. The same flow always
gives the same drawing.
"""

from collections.abc import Iterable

from reportbot.core.conversation.flows.flow import END, Flow, FlowBook, Step
from reportbot.core.conversation.flows.ways import ways

_WORDS = 9  # of a sentence
_SHAPES = {"fork": ("{", "}"), "say": ("[", "]")}
_ASKING, _ACTING, _LEAVING = ("[/", "/]"), ("[[", "]]"), ("([", "])")
# Mermaid reads some signs itself, even between quotes: it is given their numbers instead.
_ESCAPED = {ord(sign): f"#{ord(sign)};" for sign in '"#%&<>`|\\;'} | {ord("\n"): " "}
_INTRODUCTION = """\
# The conversations, drawn

Made by `reportbot check --draw > conversations/README.md`; a test holds it to the flows beside it. Slanted boxes ask,
double boxes do something (alarm, submit, look up), diamonds go by what is known already. Back, help, language, start,
cancel, news and "forget me" work in every box, and danger is heard in every one; they are not drawn.
"""


def draw_book(book: FlowBook) -> str:
    """The newest version of every flow, as Markdown; the one that everybody begins with first."""
    names = sorted(book.names(), key=lambda name: (name != book.start, name))
    parts = [f"## {name}\n\n```mermaid\n{draw(book.newest(name))}```\n" for name in names]
    return "\n".join([_INTRODUCTION, *parts])


def draw(flow: Flow) -> str:
    """One flow: a box for each step with its kind and first words, an arrow for each way on."""
    leaves = dict.fromkeys(way.target for step in flow.steps.values() for way in ways(step))
    outside = [target for target in leaves if target not in flow.steps]
    ids = {name: f"s{number}" for number, name in enumerate([*flow.steps, *outside], 1)}
    lines = [f"    {ids[step.id]}{_box(step)}" for step in flow.steps.values()]
    lines += [f"    {ids[target]}{_outside(target)}" for target in outside]
    lines += [f"    {ids[step.id]} {_arrow(said)} {ids[target]}" for step, said, target in _arrows(flow)]
    return "\n".join(["flowchart TD", *lines]) + "\n"


def _box(step: Step) -> str:
    begin, end = _SHAPES.get(step.kind, _ASKING if step.is_asking else _ACTING)
    title = f"{step.id} · {step.kind}"
    words = _first_words(step.ask[-1].msgid if step.is_asking else step.ask[0].msgid) if step.ask else ""
    return f'{begin}"{_escaped([title, words])}"{end}'


def _outside(target: str) -> str:
    return '(("end"))' if target == END else f'{_LEAVING[0]}"{_escaped([f"flow {target[1:]}"])}"{_LEAVING[1]}'


def _arrows(flow: Flow) -> Iterable[tuple[Step, list[str], str]]:
    """Answers that lead to the same step share an arrow."""
    for step in flow.steps.values():
        together: dict[str, list[str]] = {}
        for way in ways(step):
            together.setdefault(way.target, []).append(way.said)
        for target, said in together.items():
            yield step, said, target


def _arrow(said: list[str]) -> str:
    label = _escaped(said)
    return f'-->|"{label}"|' if label else "-->"


def _first_words(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")


def _escaped(lines: Iterable[str]) -> str:
    return "<br/>".join(line.translate(_ESCAPED) for line in lines if line)
