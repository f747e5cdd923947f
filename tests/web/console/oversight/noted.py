"""Which acts the code can note in the audit log, read from the code itself: nobody has to keep a list of them.

The act is the first argument of `audit.note`. Where that is a parameter, those who call are asked; where it is looked
up in a table, all of the table counts. What cannot be read this way is an error, never an act that was overlooked.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from reportbot.core.cases.events import KINDS

SRC = Path(__file__).parents[4] / "src" / "reportbot"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def noted_acts() -> dict[str, str]:
    """Each act with a place that notes it."""
    found = dict.fromkeys(KINDS, "an event of a case")
    for path, tree in _trees().items():
        for call, around in _calls(tree):
            if _is_note(call):
                found |= dict.fromkeys(_acts(call.args[0], around, path), f"{path.relative_to(SRC)}:{call.lineno}")
    return found


def _is_note(call: ast.Call) -> bool:
    """`work.audit.note(…)`, and `self.note(…)` of the log itself."""
    named = ast.unparse(call.func)
    return named.endswith("audit.note") or (named == "self.note" and any(each.arg == "at" for each in call.keywords))


def _acts(said: ast.expr, around: tuple[Function, ...], path: Path) -> Iterator[str]:
    match said:
        case ast.Constant(value=str() as act):
            yield act
        case ast.IfExp():
            yield from _acts(said.body, around, path)
            yield from _acts(said.orelse, around, path)
        case ast.Subscript(value=ast.Name(id=table)):
            yield from _values(table, path)
        case ast.Attribute(attr="kind", value=ast.Name(id="each")) if path.name == "audit.py":
            yield from KINDS  # note_events
        case ast.Name(id=name):
            yield from _named(name, around, path)
        case _:
            raise AssertionError(f"{path}:{said.lineno}: which acts are noted here cannot be read")


def _named(name: str, around: tuple[Function, ...], path: Path) -> Iterator[str]:
    """A name: what is assigned to it nearby, what a function is called with, or a constant of the module."""
    for function in reversed(around):
        values = [
            each.value
            for each in ast.walk(function)
            if isinstance(each, ast.Assign) and any(ast.unparse(to) == name for to in each.targets)
        ]
        if values:
            for value in values:
                yield from _acts(value, around, path)
            return
        names = [each.arg for each in function.args.args if each.arg != "self"]
        if name in names:
            yield from _given(function.name, names.index(name), path)
            return
    yield from _values(name, path)


def _given(function: str, place: int, path: Path) -> Iterator[str]:
    """What callers give; a private function is called in its own module alone."""
    called = False
    for other, tree in _trees().items():
        if function.startswith("_") and other != path:
            continue
        for call, around in _calls(tree):
            if ast.unparse(call.func).split(".")[-1] == function:
                called = True
                yield from _acts(call.args[place], around, other)
    assert called, f"{path}: nobody calls {function}"


def _values(name: str, path: Path) -> Iterator[str]:
    """A constant: of this module, or of the one that it is imported from."""
    for tree in (_trees()[path], *_trees().values()):
        for each in tree.body:
            if isinstance(each, ast.Assign | ast.AnnAssign) and each.value is not None:
                value = _of(name, each)
                if value is not None:
                    yield from (value,) if isinstance(value, str) else value
                    return
    raise AssertionError(f"{path}: {name} is no constant")


def _of(name: str, assigned: ast.Assign | ast.AnnAssign) -> str | list[str] | None:
    pairs: list[tuple[ast.expr, ast.expr]] = []
    for to in assigned.targets if isinstance(assigned, ast.Assign) else [assigned.target]:
        if isinstance(to, ast.Tuple) and isinstance(assigned.value, ast.Tuple):
            pairs += zip(to.elts, assigned.value.elts, strict=True)
        elif assigned.value is not None:
            pairs.append((to, assigned.value))
    for to, value in pairs:
        if ast.unparse(to) == name and isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
        if ast.unparse(to) == name and isinstance(value, ast.Dict):
            return [each.value for each in value.values if isinstance(each, ast.Constant)]  # type: ignore[misc]
    return None


def _calls(tree: ast.AST, around: tuple[Function, ...] = ()) -> Iterator[tuple[ast.Call, tuple[Function, ...]]]:
    for each in ast.iter_child_nodes(tree):
        if isinstance(each, ast.Call):
            yield each, around
        yield from _calls(each, (*around, each) if isinstance(each, Function) else around)


@cache
def _trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(SRC.rglob("*.py"))}
