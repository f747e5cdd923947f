"""Who writes? Found under this week's tag, or under that of another week: tags change on Mondays."""

from collections.abc import Mapping
from dataclasses import replace

from reportbot.core.messages import Address
from reportbot.service.ports import Vault, Work
from reportbot.service.records import Conversation, Who


async def recognised(work: Work, vault: Vault, senders: Mapping[Who, Address]) -> dict[Who, Conversation]:
    """All of these who have written before, from now on under this week's tag: the caller saves them.

    Another process may give somebody another tag while we wait for their row, and then PostgreSQL does not show it to
    us. So whoever seems to be a stranger is looked for once more, after that wait.
    """
    known = await work.conversations.by_who(list(senders))
    for _ in ("under the tags of other weeks", "again"):
        strangers = {who: address for who, address in senders.items() if who not in known}
        if not strangers:
            break
        known |= await _under_any_tag(work, vault, strangers)
    return known


async def doubles(work: Work, vault: Vault, address: Address, known: Conversation) -> list[Conversation]:
    """Other rows of the same person: made where two processes met them for the first time around midnight."""
    names = [replace(known.who, tag=tag) for tag in vault.older_tags(address)]
    found = await work.conversations.by_who(names) if names else {}
    return [each for each in found.values() if each.id != known.id]


async def _under_any_tag(work: Work, vault: Vault, senders: Mapping[Who, Address]) -> dict[Who, Conversation]:
    names = {
        Who(who.municipality, who.channel, tag): who
        for who, address in senders.items()
        for tag in (who.tag, *vault.older_tags(address))
    }
    found = sorted((await work.conversations.by_who(list(names))).values(), key=lambda each: each.last_at)
    return {names[each.who]: replace(each, who=names[each.who]) for each in found}
