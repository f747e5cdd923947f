"""What somebody typed into a field that must not be empty."""

from reportbot.core.errors import BadInput, TooLarge


def typed_words(said: str, longest: int) -> str:
    """Without the space around them. Raises BadInput where there are none, TooLarge beyond `longest` letters."""
    words = said.strip()
    if not words:
        raise BadInput("words are needed")
    if len(words) > longest:
        raise TooLarge(f"at most {longest} letters")
    return words
