"""A town's own templates of what its desk writes to people: beside those that are shipped, or in place of one."""

from dataclasses import dataclass

from reportbot.core.messages import Named


@dataclass(frozen=True, slots=True)
class OwnReply:
    """`key`: that of the shipped template whose words it takes the place of, or one of its own. `categories` empty: for
    all of them. `text` by language; `name` is what the desk sees in its list."""

    key: str
    name: str
    text: Named
    categories: frozenset[str] = frozenset()
