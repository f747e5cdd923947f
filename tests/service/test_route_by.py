"""A rule may name the transport by which its lead hears first: at night by Telegram, say."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.cases.routing.rules import RoutingRule
from reportbot.core.cases.routing.when import OfficeTime
from reportbot.municipality.loading import TransportTarget, with_contacts
from reportbot.service.desk.calling import Call
from reportbot.storage import Database
from tests.builders import a_municipality, parts_for

NIGHT = timedelta(hours=12)  # after ten in the morning
CALL = Call("Old bottles", "waste", {}, False, "en", "citizen")


@pytest.mark.parametrize(
    ("by", "later", "avoids", "mail", "chats"),
    [
        ("", NIGHT, False, ["public_services"], []),
        ("telegram", timedelta(0), False, ["public_services"], []),  # by day the rule asks for nothing
        ("telegram", NIGHT, False, [], ["-1002"]),
        ("sms", NIGHT, False, ["public_services"], []),  # there is none: by what there is
        ("telegram", NIGHT, True, ["inspectorate"], []),  # whoever acts instead hears as always
    ],
)
async def test_the_lead_hears_by_the_transport_of_the_rule(
    sqlite_store: Database, by: str, later: timedelta, avoids: bool, mail: list[str], chats: list[str]
) -> None:
    town = a_municipality()
    both = (*town.institutions["public_services"].transports, TransportTarget("telegram", "-1002"))
    closed = OfficeTime(town.institutions["public_services"].hours, False)
    night = RoutingRule("night", frozenset({"waste"}), frozenset(), "public_services", by=by, when=closed)
    day = RoutingRule("day", frozenset({"waste"}), frozenset(), "public_services")
    town = replace(with_contacts(town, {"public_services": both}), rules=(night, day, *town.rules))
    parts = await parts_for(sqlite_store, town=town)
    parts.clock.forward(later)
    await parts.calling.report("drenas", replace(CALL, avoids_lead=avoids), "form", "coordinator")
    await parts.deliver()
    assert [to for to, _ in parts.mail.take()] == mail
    assert [to for to, _ in parts.chats.take()] == chats
