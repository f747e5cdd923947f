"""Danger in the words of people who walked through the bot, one row for each way to say it; and its calm neighbours."""

from pathlib import Path

from reportbot.core.hearing.listen import look_for_danger
from reportbot.lexicons import load

TABLE = Path(__file__).parent / "families.tsv"


def test_every_way_to_say_it_is_heard_and_a_bridge_without_light_is_no_wish_to_die() -> None:
    lexicon, wrong = load(), []
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        expected, _, said = line.split("\t")
        danger = look_for_danger(lexicon, said)
        heard = danger.kind.value if danger else "none"
        if heard != expected:
            wrong.append(f"{said}: {heard}, not {expected}")
    assert wrong == []
