"""Which changes of a town's settings take two people: those that could lead what people tell to somebody else.

Who administers reads no cases. Alone they could write their own address below an office, give an office that is theirs
the matters or the name of another one, or make it the next above, or bring what is said of an office before its own
people. Pure: two versions of a town are compared.
"""

from collections.abc import Iterable

from reportbot.core.access.member import SENSITIVE
from reportbot.core.cases.case import PUBLIC_GROUPS
from reportbot.core.cases.deadlines import LADDER_ROLES
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.service.towns import Office, Rules, Target, every_way

PUSHED = frozenset({"telegram", "webhook", "open311"})
"""Ways that take two people at every office: whoever holds the other end needs no page of ours to read or answer."""

Way = tuple[str, str, int, tuple[int, ...], tuple[tuple[str, str], ...]]


def gained(before: Rules, after: Rules, entrusted: frozenset[str] = frozenset()) -> frozenset[str]:
    """What a change brings that takes two people, each in a line of its own; nothing where one may decide alone: nobody
    hears what they did not hear before, and no other office stands under a known name.

    `entrusted`: offices that have been given what concerns a person, by a rule of before or by hand; they will hear of
    it again. What is confirmed may bring no more than what was asked: another change may have come in between.
    """
    found = {f"hears {each}" for each in _ears(after) - _ears(before)}
    found |= {f"is to be called {each}" for each in _shown(after) - _shown(before)}
    found |= {f"is not kept out {each}" for each in _kept_out(before, after) - _kept_out(after, after)}
    alone = (only_public(before) & only_public(after)) - entrusted
    for key, office in after.institutions.items():
        former = before.institutions.get(key)
        if former is not None and _called(former) != _called(office):
            found.add(f"is called {key} {_called(office)}")
        if _ways(former) != _ways(office) and (key not in alone or _is_unheard(former, office)):
            found.add(f"has ways {key} {_ways(office)}")
    gone = (key for key, office in before.institutions.items() if key not in after.institutions and _ways(office))
    return frozenset(found | {f"is gone {key}" for key in gone})


def with_other_ways(before: Rules, after: Rules) -> list[str]:
    """The offices that are reached otherwise than before."""
    return [key for key, office in after.institutions.items() if _ways(before.institutions.get(key)) != _ways(office)]


def concern_nobody(categories: Iterable[str]) -> bool:
    """Whether cases of these categories are all of public space."""
    known = [CATEGORIES.get(code) for code in categories]
    return all(each is not None and not each.sensitive and each.group in PUBLIC_GROUPS for each in known)


def only_public(rules: Rules) -> frozenset[str]:
    """The offices that rules lead matters of public space to, and nothing leads a sensitive one."""
    named = {key for rule in rules.rules if rule.categories for key in (rule.lead, *rule.together, *rule.copies)}
    return frozenset(named - hearing(rules))


def hearing(rules: Rules) -> frozenset[str]:
    """The offices that may come to hear of any sensitive matter."""
    return frozenset(key for code in SENSITIVE for key in _hearing_of(rules, code))


def _hearing_of(rules: Rules, code: str) -> frozenset[str]:
    """The offices that may come to hear of this one: by a rule, the roster, the ladder, or in place of one that does.
    Whatever else a person at the desk decides, they decide about a case."""
    found = {rules.coordinator, *rules.roster.everyone()}
    for rule in rules.rules:
        if rule.is_about(code):
            found |= {rule.lead, *rule.together, *rule.copies, *rule.instead}
    rungs = [rung for urgency in Urgency for rung in rules.ladder_of(code, urgency)]
    found |= {whom for rung in rungs for whom in rung.to if whom not in LADDER_ROLES}
    while more := {key for each in found for key in _beside(rules, each)} - found:
        found |= more
    return frozenset(found)


def _beside(rules: Rules, key: str) -> Iterable[str]:
    office = rules.institutions.get(key)
    return (*([office.boss] if office.boss else []), *office.instead) if office else ()


def _ears(rules: Rules) -> frozenset[tuple[str, str, str]]:
    """Of each sensitive matter: an office that hears of one is not to have all of them."""
    return frozenset(
        (code, target.kind, target.address)
        for code in SENSITIVE
        for key in _hearing_of(rules, code)
        for target in targets(rules.institutions.get(key))
        if target.address
    )


def _shown(rules: Rules) -> frozenset[tuple[str, str]]:
    """Numbers to call, and pages: who is shown one in danger tells there what they would tell us."""
    shown = [entry for entry in rules.directory if entry.may_be_shown]
    ways = ((each.key, way) for each in shown for way in (each.number, *each.other_numbers, each.url) if way)
    return frozenset(ways)


def _kept_out(rules: Rules, there: Rules) -> frozenset[tuple[str, str]]:
    """Whom a complaint of the first keeps out as well (R15), of those that hear of sensitive matters `there`."""
    both = [key for key in rules.institutions if key in there.institutions]
    heard = hearing(there)
    return frozenset((avoided, key) for avoided in both for key in rules.without((avoided,)).out & heard)


def targets(office: Office | None) -> tuple[Target, ...]:
    """Every way to it, to its second contact and to its head."""
    return every_way(office) if office else ()


def _ways(office: Office | None) -> tuple[Way, ...]:
    return tuple(_way(target) for target in targets(office) if target.kind != "nowhere")


def _way(target: Target) -> Way:
    urgencies = tuple(sorted(target.urgencies))
    return target.kind, target.address, target.group, urgencies, tuple(sorted(target.options.items()))


def _is_unheard(former: Office | None, office: Office) -> bool:
    """Whether nobody would hear of another way to it, for it has had none; or the other end needs no page of ours."""
    return not _ways(former) or _pushed(former) != _pushed(office)


def _pushed(office: Office | None) -> list[Way]:
    return [way for way in _ways(office) if way[0] in PUSHED]


def _called(office: Office) -> object:
    return office.name, office.called.fill
