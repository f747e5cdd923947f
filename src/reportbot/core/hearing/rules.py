"""Reads one rule as people write it: `hits & child|small_child - school`, with a weight before it for categories."""

from collections.abc import Mapping

from reportbot.core.hearing.lexicon import When


def read_when(text: str, bits: Mapping[str, int]) -> When:
    """The condition behind the text. Raises ValueError that names an unknown idea or an empty part."""
    wanted, _, unwanted = text.partition(" - ")
    choices = tuple(_choice(part) for part in wanted.split("&"))
    refused = tuple(_choice(part) for part in unwanted.split(" - ")) if unwanted else ()
    for choice in choices + refused:
        for idea in choice:
            if idea not in bits:
                raise ValueError(f"unknown idea {idea!r} in rule {text!r}")
    needs = tuple(sum(bits[idea] for idea in set(choice)) for choice in choices)
    unless = sum(bits[idea] for idea in {idea for choice in refused for idea in choice})
    return When(needs, unless, choices)


def read_weighted(text: str, bits: Mapping[str, int]) -> tuple[float, When]:
    """`3: dog & bites` as (3.0, condition). Raises ValueError."""
    weight, colon, rest = text.partition(":")
    if not colon:
        raise ValueError(f"no weight in rule {text!r}: write it as '3: dog & bites'")
    try:
        return float(weight), read_when(rest, bits)
    except ValueError as error:
        if "unknown idea" in str(error) or "empty" in str(error):
            raise
        raise ValueError(f"{weight!r} is no weight in rule {text!r}") from None


def _choice(text: str) -> tuple[str, ...]:
    ideas = tuple(idea.strip() for idea in text.split("|"))
    if not all(ideas):
        raise ValueError("an empty part in a rule")
    return ideas
