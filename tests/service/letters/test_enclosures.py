"""An office with a key of its own gets the referral form with the mail, and nobody else can open it."""

from dataclasses import replace

import pyrage
import pytest
from pyrage.x25519 import Identity

from reportbot import paths
from reportbot.core.messages import Text
from reportbot.letters.typesetting import Typesetter
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from reportbot.service.letters.enclosures import Enclosures
from reportbot.service.letters.gathering import Gatherer
from reportbot.service.offices.mail_hints import MailHints
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Notice
from reportbot.storage import Database
from reportbot.surroundings import load_sentences
from reportbot.vault.age import encrypt_for
from tests.builders import PUBLIC_URL, WASTE, Parts, a_municipality, catalogues, parts_for
from tests.letters.reading import words_of
from tests.service.asking import _ids

OFFICE, OTHER = Identity.generate(), Identity.generate()


def a_town(**ways: TransportTarget) -> Municipality:
    town = a_municipality()
    contacts = {key: each.transports for key, each in town.institutions.items()}
    return with_contacts(town, contacts | {key: (way,) for key, way in ways.items()})


def with_key(key: str) -> TransportTarget:
    return TransportTarget("email", "public_services@drenas.example", options={"age": key})


def enclosures(parts: Parts) -> Enclosures:
    notices = Notices(catalogues(), parts.vault, load_sentences(paths.conversations()), _ids(parts), PUBLIC_URL)
    gatherer = Gatherer(parts.vault, notices, parts.damage)
    setter = Typesetter(paths.letters())
    return Enclosures(parts.store, parts.towns, gatherer, catalogues(), setter, parts.clock, encrypt_for)


async def a_notice(parts: Parts, institution: str = "public_services") -> Notice:
    await parts.say("anna", *WASTE, "yes")
    await parts.deliver()
    return next(each for each in parts.mail.sent if each.target.startswith(f"{institution}@"))


async def test_the_form_is_for_the_offices_own_key_alone_and_its_leaving_is_noted(sqlite_store: Database) -> None:
    parts = await parts_for(sqlite_store, town=a_town(public_services=with_key(str(OFFICE.to_public()))))
    async with parts.taking():
        notice = await a_notice(parts)
        name, sealed = await enclosures(parts).of(notice) or pytest.fail("nothing was enclosed")
    assert name == "2026-0001.pdf.age"
    assert pyrage.decrypt(sealed, [OFFICE]).startswith(b"%PDF-")
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [OTHER])
    async with sqlite_store.read() as work:
        noted = [each for each in await work.audit.last(50) if each.act == b"enclosed_case"]
    assert [(each.actor, each.subject) for each in noted] == [(b"public_services", b"2026-0001")]


async def test_a_form_of_what_the_desk_must_hear_nothing_of_does_not_lead_there(sqlite_store: Database) -> None:
    """R15: the person complains of the desk, and its telephone stood at the foot of each page."""
    town = replace(a_town(public_services=with_key(str(OFFICE.to_public()))), desk_phone="+1 202 555 0188")
    parts = await parts_for(sqlite_store, town=town)
    async with parts.taking():
        notice = await a_notice(parts)
        (case,) = await parts.cases()
        async with sqlite_store.begin() as work:
            await work.cases.save([replace(case, avoided=(town.coordinator,))])
        _, sealed = await enclosures(parts).of(notice) or pytest.fail("nothing was enclosed")
    told = words_of(pyrage.decrypt(sealed, [OFFICE]))
    desk = catalogues().say(Text(town.institutions[town.coordinator].name), "sq", zone=town.zone)
    assert told.count(desk) == 1, "whom not to tell, and nowhere else"
    assert "555" not in told


async def test_an_office_without_a_key_gets_a_link_and_nothing_else(sqlite_store: Database) -> None:
    parts = await parts_for(sqlite_store, town=a_town(public_services=with_key(str(OFFICE.to_public()))))
    async with parts.taking():
        notice = await a_notice(parts, "inspectorate")
        assert await enclosures(parts).of(notice) is None


async def test_who_passes_on_for_an_office_without_a_contact_does_not_get_the_story_by_it(
    sqlite_store: Database,
) -> None:
    desk = TransportTarget("email", "coordinator@drenas.example", options={"age": str(OFFICE.to_public())})
    town = a_town(coordinator=desk)
    town = with_contacts(town, {"public_services": ()})
    parts = await parts_for(sqlite_store, town=town)
    async with parts.taking():
        notice = await a_notice(parts, "coordinator")
        assert notice.facts["institution"] == "public_services"
        assert await enclosures(parts).of(notice) is None


async def test_a_key_that_is_none_holds_up_no_mail(sqlite_store: Database, caplog: pytest.LogCaptureFixture) -> None:
    parts = await parts_for(sqlite_store, town=a_town(public_services=with_key("age1broken")))
    async with parts.taking():
        assert await enclosures(parts).of(await a_notice(parts)) is None
    assert "age1broken" not in caplog.text


async def test_the_hint_is_in_the_offices_language_and_only_where_an_answer_is_wanted(sqlite_store: Database) -> None:
    parts = await parts_for(sqlite_store)
    async with parts.taking():
        hints = MailHints(parts.towns, catalogues())
        assert hints.of(await a_notice(parts)).startswith("Ose përgjigjuni në këtë e-mail, me foto")
        assert hints.of(await a_notice(parts, "inspectorate")) == ""
        sealed = await a_notice(parts)
        sealed.facts["category"] = ""  # type: ignore[index]
        assert hints.of(sealed) == ""
