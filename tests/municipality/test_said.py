"""Whatever the check can say of a file is data: with a sentence in Albanian and in Serbian, and every hole filled."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from reportbot import paths
from reportbot.core.errors import BadSetup
from reportbot.core.messages import Text
from reportbot.core.wrong import Key, Wrong, field_named, office, wrong
from reportbot.i18n.catalogues import Catalogues
from reportbot.i18n.holes import has_words, holes_in
from reportbot.lexicons import load as load_lexicon
from reportbot.listening import Listening
from reportbot.municipality.loading import load_file
from reportbot.service.towns import Town
from reportbot.surroundings import load_words, town_of
from reportbot.web.console.settings.wrongs import said_by
from tests import shipped
from tests.municipality.test_problems import BROKEN, GOOD

PACKAGE = Path(__file__).parents[2] / "src" / "reportbot"
READERS = [
    *PACKAGE.glob("municipality/*.py"),
    PACKAGE / "commands" / "checking_roster.py",
    PACKAGE / "town_files.py",
    *PACKAGE.glob("service/settings/*.py"),
    *PACKAGE.glob("core/outgoing/*.py"),
    PACKAGE / "core" / "webaddress.py",
]


def catalogues() -> Catalogues:
    return shipped.catalogues()


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in READERS:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and name in (getattr(called, "id", ""), getattr(called, "attr", "")):
                yield path, node


def sentences() -> dict[str, ast.Call]:
    found = {}
    for path, call in calls("wrong"):
        assert call.args and isinstance(call.args[0], ast.Constant), f"{path}:{call.lineno}: a sentence is written out"
        found[str(call.args[0].value)] = call
    return found


@pytest.mark.parametrize("language", ["sq", "sr"])
def test_every_sentence_that_can_be_said_is_translated(language: str) -> None:
    said = sentences()
    assert len(said) > 130
    same = [msgid for msgid in said if has_words(msgid) and catalogues().say(Text(msgid), language) == msgid]
    assert same == []


def test_every_hole_is_filled() -> None:
    for msgid, call in sentences().items():
        given = {keyword.arg for keyword in call.keywords}
        assert None in given or given == holes_in(msgid), msgid


def test_no_problem_is_told_that_is_not_data() -> None:
    """A ready-made English sentence could not be read by an Albanian or a Serbian clerk."""
    for path, call in calls("problem"):
        told = call.args[-1] if len(call.args) == 1 else call.args[0]
        if isinstance(told, ast.Tuple):  # Source.problem(where, what)
            told = call.args[1]
        assert not isinstance(told, ast.Constant | ast.JoinedStr), f"{path}:{call.lineno}"


@cache
def town(text: str = GOOD) -> Town:
    read = load_file(Path("town.toml"), text=text)
    return town_of(read, load_words(paths.conversations()), catalogues(), Listening(load_lexicon))


@pytest.mark.parametrize(("part", "instead", "line", "said"), BROKEN, ids=[row[3][:60] for row in BROKEN])
def test_each_mistake_of_a_file_can_be_read_in_albanian_and_serbian(
    part: str, instead: str, line: str | None, said: str
) -> None:
    with pytest.raises(BadSetup) as caught:
        load_file(Path("town.toml"), text=GOOD.replace(part, instead, 1))
    for problem in caught.value.problems:
        assert problem.said is not None and str(problem.said) == problem.message
        said_in = {code: said_by(problem.said, town(), code, problem.about[0]) for code in ("sq", "sr", "en")}
        read = {code: catalogues().say(text, code) for code, text in said_in.items()}
        assert all(read.values()) and "{" not in read["sq"].replace("{ 2026", "").replace("[{", "")
        assert read["sq"] != read["en"] != read["sr"]


def test_an_office_is_called_by_its_name_and_a_field_by_its_label() -> None:
    what = wrong("unknown institution {office} in {field}", office=office("works"), field=field_named("instead"))
    assert str(what) == "unknown institution 'works' in instead"
    said = said_by(what, town(), "en")
    assert catalogues().say(said, "en") == (
        "unknown institution Public works in “Acts where somebody complains of the lead”"
    )


def test_what_somebody_wrote_is_never_read_as_a_sentence() -> None:
    what = Wrong("{said} is no telephone number: digits and spaces only", {"said": Key("said", "{office} Monday")})
    assert "{office} Monday" in catalogues().say(said_by(what, town(), "sq"), "sq")
