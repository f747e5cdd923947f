"""The [[reply_templates]] of a municipality file: what the desk writes to people, in the town's own words."""

from collections.abc import Mapping

from reportbot.core.cases.telling.own_replies import OwnReply
from reportbot.core.categories import CATEGORIES
from reportbot.core.outgoing.checking import Leaving
from reportbot.core.outgoing.links import wrong_with_allowed
from reportbot.core.outgoing.templates import wrong_with_own
from reportbot.core.wrong import Key, category, field_named, keys, said, wrong
from reportbot.municipality.parts import key_of, named
from reportbot.municipality.toml import LONGEST_TEXT, Table

MOST, MOST_LINKS = 100, 20  # of one town


def links_from(table: Table) -> tuple[str, ...]:
    """[replies] allowed_links: what may be sent to people beside our own address; nothing unless the file says so."""
    links = table.texts("allowed_links")
    for link in links:
        if why := wrong_with_allowed(link):
            table.problem(
                wrong("{field}: {said} {why}", field=field_named("allowed_links"), said=said(link[:60]), why=why),
                "allowed_links",
            )
    if len(links) > MOST_LINKS:
        table.problem(wrong("at most {count} links", count=MOST_LINKS), "allowed_links")
    table.finish()
    return links[:MOST_LINKS]


def replies_from(top: Table, languages: tuple[str, ...], links: tuple[str, ...] = ()) -> Mapping[str, OwnReply]:
    """By key; every problem goes to its table. `links` may stand in their words."""
    tables = top.tables("reply_templates")
    if len(tables) > MOST:
        top.problem(wrong("at most {count} {tables}", count=MOST, tables="[[reply_templates]]"), "reply_templates")
    found: dict[str, OwnReply] = {}
    for table in tables[:MOST]:
        reply = _reply(table, languages)
        for each in wrong_with_own(reply, Leaving(links)):
            table.problem(each, "text")
        if reply.key in found:
            table.problem(wrong("reply template {reply} stands twice", reply=Key("reply", reply.key)), "key")
        found.setdefault(reply.key, reply)
    return found


def _reply(table: Table, languages: tuple[str, ...]) -> OwnReply:
    key, name, text = key_of(table), table.text("name", ""), named(table, "text")
    categories = table.texts("categories")
    for code in categories:
        if code not in CATEGORIES:
            table.problem(wrong("unknown category {category}", category=category(code)), "categories")
    for code, words in text.names.items():
        if code not in languages:
            table.problem(
                wrong("text is in a language that this town does not offer: {said}", said=said(code[:20])), "text"
            )
        elif not words.strip() or len(words) > LONGEST_TEXT:
            table.problem(
                wrong("text in {language} is 1 to {most} letters", language=Key("language", code), most=LONGEST_TEXT),
                "text",
            )
    if all(code not in languages for code in text.names):
        table.problem(wrong("text is needed in one of {languages}", languages=keys("language", languages)), "text")
    table.finish()
    return OwnReply(key, name or key, text, frozenset(categories))
