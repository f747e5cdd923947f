"""[replies] of a municipality file: which links may be sent to people."""

from pathlib import Path

import pytest

from reportbot import paths
from reportbot.core.errors import BadSetup
from reportbot.municipality.loading import load_file

SHIPPED = (paths.municipalities() / "drenas.toml").read_text("utf-8")


def a_file(folder: Path, more: str) -> Path:
    path = folder / "drenas.toml"
    path.write_text(f"{SHIPPED}\n{more}\n", "utf-8")
    return path


def test_no_link_is_allowed_unless_the_file_says_so(tmp_path: Path) -> None:
    assert load_file(a_file(tmp_path, "")).allowed_links == ()
    named = load_file(a_file(tmp_path, '[replies]\nallowed_links = ["https://drenas.example/help"]'))
    assert named.allowed_links == ("https://drenas.example/help",)


@pytest.mark.parametrize(
    "link",
    ["http://drenas.example", "drenas", "", "https://a@b.example", "дренас.срб", "t.me/x y", "javascript:alert(1)"],
)
def test_a_link_that_is_no_plain_address_is_a_problem_of_the_file(tmp_path: Path, link: str) -> None:
    with pytest.raises(BadSetup) as refused:
        load_file(a_file(tmp_path, f'[replies]\nallowed_links = ["{link}"]'))
    assert "allowed_links" in str(refused.value)


@pytest.mark.parametrize("text", ["Shih evil.com", "Si quheni?", "Telefono 044 123 456", "{name}"])
def test_a_towns_own_template_is_held_to_the_same(tmp_path: Path, text: str) -> None:
    own = f'[[reply_templates]]\nkey = "own"\nname = "Own"\ntext = {{ sq = "{text}" }}'
    with pytest.raises(BadSetup) as refused:
        load_file(a_file(tmp_path, own))
    assert "own, sq" in str(refused.value)
