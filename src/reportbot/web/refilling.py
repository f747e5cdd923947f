"""Put words back into a form of a page that is made already: whoever typed them finds them where they had been.

Works on any page of ours, so that no form has to know of it. Hidden fields stay as the page has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

Attributes = list[tuple[str, str | None]]
Fields = Mapping[str, Sequence[str]]
_TYPED = frozenset(("", "text", "search", "number", "date", "time", "datetime-local", "email", "tel", "url"))


@dataclass(slots=True)
class _Edit:
    """The text of the page from `start` to `end` becomes `text`."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class _Form:
    """One form of the page: what its fields would become, and what has to be opened so that it is seen."""

    action: str
    begins: int  # behind its tag
    edits: list[_Edit] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def refill(page: str, path: str, action: str, fields: Fields, note: str) -> str | None:
    """The page with `fields` in its form for `action`, and `note` (HTML) on top of that form; None where it has no such
    form. `path` is the page's own address, to which a form without an action is sent.
    """
    reader = _Reader(page, path, fields)
    reader.feed(page)
    reader.close()
    forms = [form for form in reader.forms if form.action == action and form.names & set(fields)]
    if not forms:
        return None
    same = [form for form in forms if all(value in fields.get(name, [value]) for name, value in form.hidden.items())]
    form = (same or forms)[0]
    return _edited(page, [*form.edits, _Edit(form.begins, form.begins, note)])


def on_top(page: str, note: str) -> str:
    """The page with `note` (HTML) as the first thing of its main part."""
    start = page.find("<main")
    at = page.find(">", start) + 1 if start >= 0 else 0
    return f"{page[:at]}{note}{page[at:]}"


class _Reader(HTMLParser):
    def __init__(self, page: str, path: str, fields: Fields) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = [0, *accumulate(len(line) for line in page.splitlines(keepends=True))]
        self._path, self._fields = path, fields
        self._form: _Form | None = None
        self._open: list[_Edit] = []  # what each <details> around here becomes
        self._select, self._area, self._area_name = "", -1, ""
        self.forms: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        start, text = self._at(), self.get_starttag_text() or ""
        edit, known = _Edit(start, start + len(text), text), dict(attrs)
        if tag == "details":
            opened = _Edit(edit.start, edit.end, _tag(tag, attrs, open=None))
            self._open.append(opened)
            if self._form:
                self._form.edits.append(opened)
        elif tag == "form":
            action = (known.get("action") or self._path).partition("?")[0]
            self._form = _Form(action, edit.end, list(self._open))
            self.forms.append(self._form)
        elif self._form:
            self._field(self._form, tag, attrs, known, edit)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self._open:
            self._open.pop()
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area >= 0 and self._form:
            value = self._fields[self._area_name][-1]
            self._form.edits.append(_Edit(self._area, self._at(), "\n" + escape(value)))
            self._area = -1

    def _field(self, form: _Form, tag: str, attrs: Attributes, known: dict[str, str | None], edit: _Edit) -> None:
        name, value, kind = known.get("name") or "", known.get("value") or "", (known.get("type") or "").lower()
        values = self._fields.get(name)
        if tag == "input" and kind == "hidden":
            form.hidden[name] = value
        elif tag == "input" and kind in ("radio", "checkbox"):
            form.names.add(name)
            if values is not None or kind == "checkbox":
                form.edits.append(_marked(edit, tag, attrs, "checked", value in (values or ())))
        elif tag == "input" and kind in _TYPED and values:
            form.names.add(name)
            form.edits.append(_Edit(edit.start, edit.end, _tag(tag, attrs, value=values[-1])))
        elif tag == "textarea" and values:
            form.names.add(name)
            self._area, self._area_name = edit.end, name
        elif tag == "select":
            form.names.add(name)
            self._select = name
        elif tag == "option" and self._select in self._fields and "value" in known:
            form.edits.append(_marked(edit, tag, attrs, "selected", value in self._fields[self._select]))

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _marked(edit: _Edit, tag: str, attrs: Attributes, mark: str, is_on: bool) -> _Edit:
    rest = [(name, value) for name, value in attrs if name != mark]
    return _Edit(edit.start, edit.end, _tag(tag, [*rest, (mark, None)] if is_on else rest))


def _tag(tag: str, attrs: Attributes, **changed: str | None) -> str:
    known = dict(attrs) | changed
    said = (f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in known.items())
    return f"<{tag}{''.join(said)}>"


def _edited(page: str, edits: list[_Edit]) -> str:
    parts, last = [], 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start >= last:
            parts += [page[last : edit.start], edit.text]
            last = edit.end
    return "".join([*parts, page[last:]])
