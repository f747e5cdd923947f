"""Which changes take two people: told from two versions of a town, by place, hour and urgency."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reportbot.core.cases.due.deadlines import Rung
from reportbot.core.cases.routing.rules import RoutingRule
from reportbot.core.cases.routing.when import OfficeTime
from reportbot.core.cases.telling.own_replies import OwnReply
from reportbot.core.messages import Named
from reportbot.core.places import Gazetteer
from reportbot.core.secrets import SecretTurn
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from reportbot.service.ids import RisingIds
from reportbot.service.settings.contact_news import ContactNews
from reportbot.service.settings.ears import AT_ONCE, ROUND
from reportbot.service.settings.hearing import difference, passed_otherwise
from reportbot.service.settings.hearing_words import from_plain, hearers_said, passed_said, to_plain
from reportbot.service.settings.reasons import reasons_said
from reportbot.service.settings.second import gained
from reportbot.service.towns import Town
from tests.builders import Clock, a_municipality, a_town, a_vault, catalogues, sentences

WASTE, DKA, QPS = "waste_company", "dka", "qps"
Change = Callable[[Municipality], Municipality]


def the_town() -> Municipality:
    """Where every office has an address of its own, schools have a rule of their own, and so has one village."""
    drenas = a_municipality()
    mails = {key: [TransportTarget("email", f"{key}@town.example")] for key in drenas.institutions}
    schools = frozenset(key for key, place in drenas.gazetteer.by_key.items() if place.kind == "school")
    own = (
        RoutingRule("Komoran", frozenset({"neglect"}), frozenset({"komoran"}), WASTE, (QPS,)),
        RoutingRule("schools", frozenset({"school_dropout"}), schools, "qps"),
    )
    return replace(with_contacts(drenas, mails), rules=(*own, *drenas.rules))


TOWN = the_town()


def town_of(rules: Municipality) -> Town:
    return Town(rules, replace(a_town().around, gazetteer=rules.gazetteer))


def takes_two(change: Change) -> frozenset[str]:
    return gained(town_of(TOWN), town_of(change(TOWN)))


def ruled(lead: str, *, also_told: tuple[str, ...] = (), **asks: Any) -> Change:
    """A rule in front of all others."""
    rule = RoutingRule(
        "new", asks.pop("of", frozenset({"neglect"})), asks.pop("at", frozenset()), lead, also_told, **asks
    )
    return lambda town: replace(town, rules=(rule, *town.rules))


def office(key: str, **fields: Any) -> Change:
    def change(town: Municipality) -> Municipality:
        return replace(town, institutions={**town.institutions, key: replace(town.institutions[key], **fields)})

    return change


def rungs(urgency: Urgency, *changed: Rung) -> Change:
    return lambda town: replace(town, ladder={**town.ladder, urgency: changed})


def urgent(code: str, urgency: Urgency) -> Change:
    return lambda town: replace(town, urgencies={**town.urgencies, code: urgency})


def place(key: str, **fields: Any) -> Change:
    def change(town: Municipality) -> Municipality:
        places = {**town.gazetteer.by_key, key: replace(town.gazetteer.by_key[key], **fields)}
        return replace(town, gazetteer=Gazetteer(places.values()))

    return change


def reply(text: str) -> Change:
    return lambda town: replace(town, replies={"ours": OwnReply("ours", "Ours", Named({"sq": text}))})


def note(text: str) -> Change:
    def change(town: Municipality) -> Municipality:
        first, *others = town.directory
        return replace(town, directory=(replace(first, note=text), *others))

    return change


def drops(code: str) -> Change:
    return lambda town: replace(
        town, rules=tuple(rule for rule in town.rules if not rule.places or code not in rule.categories)
    )


BAICE, SCHOOLS = frozenset({"baice"}), TOWN.rules[1].places
NIGHT = OfficeTime(TOWN.institutions[QPS].hours, is_open=False)
USUAL = TOWN.ladder[Urgency.URGENT]
THERE = TOWN.gazetteer.by_key["komoran"].location
assert THERE is not None
A_SCHOOL = replace(TOWN.gazetteer.by_key[sorted(SCHOOLS)[0]], variants=(), alternatives=(), location=None)

TWO: Mapping[str, Change] = {
    "one village": ruled(WASTE, at=BAICE),
    "one village, to who hears of it with others": ruled("police", at=BAICE),
    "one village as the others": drops("neglect"),
    "what children tell": ruled(WASTE, voices=frozenset({"child"})),
    "at night": ruled(WASTE, when=NIGHT),
    "who is told when all is late, at once": ruled(QPS, also_told=("mayor",)),
    "a category that is not called sensitive": ruled(WASTE, of=frozenset({"disability_access"})),
    "a first rung sooner": rungs(Urgency.URGENT, *USUAL[:-1], replace(USUAL[-1], after=timedelta(hours=13))),
    "somebody else on a rung": rungs(Urgency.URGENT, *USUAL[:-1], replace(USUAL[-1], to=(WASTE,))),
    "nobody on the last rung": rungs(Urgency.URGENT, *USUAL[:-1]),
    "the contact of a head on a rung": rungs(Urgency.URGENT, *USUAL, Rung(timedelta(days=9), ("@everyone",), "x")),
    "more urgent, so that the roster hears": urgent("neglect", Urgency.EMERGENCY),
    "less urgent, so that fewer are told": urgent("neglect", Urgency.INFORMATION),
    "a name less by which a complaint finds it": office(QPS, also=()),
    "a name more, that means somebody else": office("mayor", also=("Kryetari i Komunës", "Policia")),
    "a village called as another one": place("baice", name=Named({"sq": "Komoran"})),
    "a village that is no longer called so": place("komoran", name=Named({"sq": "Zzyzx"}), variants=()),
    "a village moved over another one": place("baice", location=THERE),
    "a number in words below a number": note("Better call 044 123 456."),
    "a number in a reply": reply("Shkruani te 044 123 456."),
    "a link in a reply": reply("Shkruani te www.ada.example."),
    "another key to sign with": office(QPS, secret=SecretTurn(2)),
    "other hours of a way": office(QPS, transports=(TransportTarget("email", "qps@town.example", when=NIGHT),)),
}
ALONE: Mapping[str, Change] = {
    "a matter of public space": ruled(DKA, of=frozenset({"waste"}), at=BAICE),
    "a rule that leads nowhere new": ruled(WASTE, also_told=(QPS,), at=frozenset({"komoran"})),
    "a rung later that somebody sooner has": rungs(Urgency.URGENT, *USUAL, replace(USUAL[-1], after=timedelta(days=5))),
    "another reason": rungs(Urgency.URGENT, *USUAL[:-1], replace(USUAL[-1], because="Another reason.")),
    "a name that says no more": office("mayor", also=(*TOWN.institutions["mayor"].also, "KRYETARI I KOMUNËS sonë")),
    "a school more": lambda town: replace(
        town,
        gazetteer=Gazetteer([*town.gazetteer.by_key.values(), replace(A_SCHOOL, key="new", name=Named({"sq": "Q"}))]),
        rules=tuple(
            replace(rule, places=rule.places | {"new"}) if A_SCHOOL.key in rule.places else rule for rule in town.rules
        ),
    ),
    "another spelling of a village": place("baice", variants=("Bajiqe e vjetër",)),
    "a reply": reply("Faleminderit. Po e shikojmë."),
    "a point beside the old one, among its like": place("baice", offered=True),
}


@pytest.mark.parametrize("what", TWO)
def test_what_leads_somebody_s_words_elsewhere_takes_two(what: str) -> None:
    assert takes_two(TWO[what])


@pytest.mark.parametrize("what", ALONE)
def test_what_leads_them_nowhere_new_takes_one(what: str) -> None:
    assert takes_two(ALONE[what]) == frozenset()


def test_an_office_that_refused_is_led_to_again_by_two() -> None:
    refused = office(QPS, refuses=True)(TOWN)
    assert gained(town_of(refused), town_of(TOWN))


def test_who_would_hear_of_what_is_said_in_plain_words() -> None:
    found = difference(town_of(TOWN), town_of(ruled(WASTE, at=BAICE)(TOWN)))
    said = [catalogues().say(each, "en") for each in hearers_said(found.more, town_of(TOWN))]
    assert any("(waste_company@town.example): A child without care · at once · only from: Ba" in line for line in said)
    less = [catalogues().say(each, "en") for each in hearers_said(found.less, town_of(TOWN))]
    assert any(line.startswith("Centre for Social Work (qps@town.example): A child without care") for line in less)
    assert [(each.soon, each.places) for each in found.more if each.office == WASTE] == [(AT_ONCE, ("baice",))]
    again = from_plain(to_plain(found))
    assert [replace(each, exactly="") for each in found.more] == list(again.more)


def test_what_was_agreed_for_one_village_is_not_agreed_for_two() -> None:
    one, two = (takes_two(ruled(WASTE, at=frozenset(places))) for places in (["baice"], ["baice", "terstenik"]))
    assert not two <= one


def test_in_whose_place_somebody_hears_is_another_line_than_at_once() -> None:
    found = difference(town_of(TOWN), town_of(office(QPS, instead=(WASTE,))(TOWN)))
    assert {each.soon for each in found.more if each.office == WASTE} == {ROUND}


@pytest.mark.parametrize(("change", "told"), [
    (ruled("police", of=frozenset({"waste"}), at=frozenset({"komoran"})), {
        "police": ["Newly told to you: Waste or dump · only from: Komoran"],
        **{
            key: ["No longer told to you: Waste or dump · only from: Komoran"]
            for key in ("public_services", WASTE, "inspectorate")
        },
    }),
    (ruled(WASTE, at=frozenset({"komoran"})), {
        QPS: ["No longer told to you: A child without care · only from: Komoran"],
    }),
    (office(WASTE, refuses=Named({"sq": "Jo"})), {
        WASTE: [
            "No longer told to you: A child without care · only from: Komoran",
            "No longer told to you: Waste or dump",
        ],
    }),
    (office(QPS, transports=(TransportTarget("email", "new@town.example"),)), {}),
    (urgent("neglect", Urgency.EMERGENCY), {}),
])  # fmt: skip
def test_offices_are_told_which_kinds_of_reports_newly_or_no_longer_go_to_them(
    change: Change, told: Mapping[str, list[str]]
) -> None:
    """Of public space too; another address of an office, or another urgency, is nothing of that."""
    before, after = town_of(TOWN), town_of(change(TOWN))
    said = {key: passed_said(each, after) for key, each in passed_otherwise(before, after).items()}
    assert {key: catalogues().say(text, "en").splitlines() for key, text in said.items()} == told


@pytest.mark.parametrize(("ways", "told"), [
    ((TransportTarget("sms", "+38344000111"), TransportTarget("email", "a@town.example", group=1)), ["sms"]),
    ((TransportTarget("nowhere"),), []),
    ((), []),
])  # fmt: skip
def test_an_office_is_told_by_its_ordinary_way_and_by_none_where_nobody_reads_it(
    ways: tuple[TransportTarget, ...], told: list[str]
) -> None:
    here = office(WASTE, transports=ways)(TOWN)
    before, after = town_of(here), town_of(ruled("police", of=frozenset({"waste"}))(here))
    clock = Clock()
    ids = RisingIds(clock.now, random.getrandbits)
    news = ContactNews(catalogues(), a_vault(), sentences(), ids, "https://desk.example")
    rows = news.passed(after, clock.now(), passed_otherwise(before, after))
    assert [row.by for row in rows if row.institution == WASTE] == told


def promise(urgency: Urgency, **changed: Any) -> Change:
    def change(town: Municipality) -> Municipality:
        return replace(town, promises={**town.promises, urgency: replace(town.promises[urgency], **changed)})

    return change


def promise_for(code: str, urgency: Urgency, **changed: Any) -> Change:
    def change(town: Municipality) -> Municipality:
        own = replace(town.promise_of(code, urgency), **changed)
        return replace(town, promises_for={**town.promises_for, (code, urgency): own})

    return change


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("change", "reasons"), [
    (promise(Urgency.EMERGENCY, acknowledge=2 * HOUR), [
        "Slower: emergency. First answer: from 10 minutes to 2 hours.",
    ]),
    (promise(Urgency.EMERGENCY, acknowledge=HOUR / 6), []),
    (promise(Urgency.NORMAL, act=99 * 24 * HOUR, close=99 * 24 * HOUR), []),
    (promise_for("neglect", Urgency.URGENT, act=72 * HOUR), [
        "Slower: urgent (A child without care). First steps: from 1 day to 3 days.",
    ]),
    (promise(Urgency.URGENT, around_the_clock=False), [
        "Slower: urgent. It would count in office hours only, no longer day and night.",
    ]),
    (office("police", hours=TOWN.institutions[QPS].hours), ["Police would no longer work day and night."]),
    (office(QPS, hours=TOWN.institutions["police"].hours), []),
])  # fmt: skip
def test_what_is_promised_later_where_it_presses_takes_two_and_is_said_plainly(
    change: Change, reasons: list[str]
) -> None:
    found = takes_two(change)
    assert [catalogues().say(each, "en") for each in reasons_said(found, town_of(TOWN))] == reasons
    assert bool(found) is bool(reasons)
