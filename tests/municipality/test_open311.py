"""[open311] of a municipality file and the ways by open311: silent unless it says so, every problem with its line."""

from datetime import date
from pathlib import Path

import pytest

from reportbot import paths
from reportbot.core.errors import BadSetup
from reportbot.core.peers import Open311Rules, Peer
from reportbot.municipality.loading import Municipality, load, load_file
from tests.municipality.test_problems import GOOD

WAY = """
[[institutions]]
key = "roads"
name = "Roads"
role = "Roads"
ways = [{ by = "open311", to = "https://311.example/v2", services = { manhole = "001" }%s }]
"""


def loaded(tmp_path: Path, text: str) -> Municipality:
    path = tmp_path / "town.toml"
    path.write_text(text)
    return load_file(path, date(2026, 11, 22))


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(BadSetup) as refused:
        loaded(tmp_path, text)
    return [problem.message for problem in refused.value.problems]


def test_nothing_is_published_unless_the_file_says_so(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD).open311 == Open311Rules()
    assert not any(town.open311.publish or town.open311.peers for town in load(paths.municipalities()).values())


def test_all_of_it_is_read(tmp_path: Path) -> None:
    said = """
[open311]
publish = true
jurisdiction = "town.example"
contact = "open-data@town.example"

[[open311.peers]]
name = "ndreqe"
callback = "https://ndreqe.example/open311/v2/servicerequestupdates.json"
jurisdiction = "ndreqe.example"

[[open311.peers]]
name = "other_town"
"""
    assert loaded(tmp_path, GOOD + said).open311 == Open311Rules(
        True,
        "town.example",
        "open-data@town.example",
        (
            Peer("ndreqe", "https://ndreqe.example/open311/v2/servicerequestupdates.json", "ndreqe.example"),
            Peer("other_town"),
        ),
    )


@pytest.mark.parametrize(("table", "told"), [
    ('publish = "yes"', "publish must be true or false"),
    ("published = true", "unknown key 'published': did you mean 'publish'?"),
    ('jurisdiction = "a b"', "jurisdiction has letters"),
    ("[[open311.peers]]\nname = 'Ndreqe'", "a name has small letters"),
    ("[[open311.peers]]\ncallback = 'https://a.example/x.json'", "name is missing"),
    ("[[open311.peers]]\nname = 'a'\ncallback = 'http://a.example/x.json'", "must begin with https://"),
    ("[[open311.peers]]\nname = 'a'\ncallback = 'https://10.0.0.7/x.json'", "private network"),
    ("[[open311.peers]]\nname = 'a'\ncallback = 'https://a.example/x'", "callback ends with .json or .xml"),
    ("[[open311.peers]]\nname = 'a'\ncallback = 'https://u:p@a.example/x.json'", "a name or a password"),
    ("[[open311.peers]]\nname = 'a'\n[[open311.peers]]\nname = 'a'", "peer 'a' stands twice"),
    ("[[open311.peers]]\nname = 'a'\nkey = 'secret'", "unknown key 'key'"),
    ("peers = 5", "peers must be tables"),
    ("\n".join(f"[[open311.peers]]\nname = 'a{n}'" for n in range(21)), "at most 20 peers"),
])  # fmt: skip
def test_rubbish_is_one_clear_sentence(tmp_path: Path, table: str, told: str) -> None:
    (found,) = problems(tmp_path, f"{GOOD}\n[open311]\n{table}\n")
    assert told in found


def test_a_way_knows_its_system(tmp_path: Path) -> None:
    traits = ', peer = "roads_inc", format = "xml", updates = true, repeats = true'
    way = loaded(tmp_path, GOOD + WAY % traits).institutions["roads"].transports[0]
    assert dict(way.options) == {
        "service:manhole": "001", "peer": "roads_inc", "format": "xml", "updates": "yes", "repeats": "yes",
    }  # fmt: skip


@pytest.mark.parametrize(("traits", "told"), [
    (', peer = "Roads Inc"', "peer has small letters"),
    (', format = "csv"', "format cannot be 'csv'"),
    (', updates = "yes"', "updates must be true or false"),
])  # fmt: skip
def test_a_way_is_checked(tmp_path: Path, traits: str, told: str) -> None:
    assert any(told in found for found in problems(tmp_path, GOOD + WAY % traits))
