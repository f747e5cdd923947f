"""Whether a town shows its public matters to the world, and which systems it trades with: [open311] of its file."""

import re

from reportbot.core.peers import NAME, Open311Rules, Peer
from reportbot.core.webaddress import wrong_with
from reportbot.core.wrong import field_named, said, wrong
from reportbot.municipality.toml import Table

CODE = re.compile(r"[A-Za-z0-9._:/-]{1,100}")
MOST_PEERS = 20


def open311_from(table: Table) -> Open311Rules:
    """Nothing is published, and nobody told, unless the file says so."""
    rules = Open311Rules(
        publish=table.flag("publish", False),
        jurisdiction=_code(table, "jurisdiction"),
        contact=table.text("contact", ""),
        peers=tuple(_peer(each) for each in table.tables("peers")),
    )
    if len(rules.peers) > MOST_PEERS:
        table.problem(wrong("at most {count} {tables}", count=MOST_PEERS, tables="peers"), "peers")
    names = [peer.name for peer in rules.peers]
    for name in sorted({name for name in names if names.count(name) > 1}):
        table.problem(wrong("peer {said} stands twice", said=said(name)), "peers")
    table.finish()
    return rules


def _peer(table: Table) -> Peer:
    name, callback = table.text("name"), table.text("callback", "")
    if name and not NAME.fullmatch(name):
        table.problem(wrong("a name has small letters, digits and _, as in the setting with its key"), "name")
    if callback and (why := wrong_with(callback)):
        table.problem(wrong("{field} {why}", field=field_named("callback"), why=why), "callback")
        callback = ""
    elif callback and not callback.endswith((".json", ".xml")):
        table.problem(
            wrong("{field} ends with {one} or {other}", field=field_named("callback"), one=".json", other=".xml"),
            "callback",
        )
        callback = ""
    peer = Peer(name, callback, _code(table, "jurisdiction"))
    table.finish()
    return peer


def traits_from(table: Table) -> dict[str, str]:
    """Of a way by open311, what is "" left out by its reader: `peer` is its name in the settings, where our key with it
    stands; `format` json or xml; `updates`: it knows servicerequestupdates; `repeats`: it takes the same request once,
    however often it is sent."""
    peer = table.text("peer", "")
    if peer and not NAME.fullmatch(peer):
        table.problem(
            wrong("{field} has small letters, digits and _, as in the setting with its key", field=field_named("peer")),
            "peer",
        )
        peer = ""
    flags = {name: "yes" if table.flag(name, False) else "" for name in ("updates", "repeats")}
    format = table.choice("format", ("json", "xml"), "json")
    return {"peer": peer, "format": "" if format == "json" else format, **flags}


def _code(table: Table, key: str) -> str:
    value = table.text(key, "")
    if value and not CODE.fullmatch(value):
        table.problem(wrong("{field} has letters, digits and . _ : / - alone", field=field_named(key)), key)
        return ""
    return value
