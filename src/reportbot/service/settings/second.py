"""Which changes of a town's settings take two people: those that could lead what people tell to somebody else.

Who administers reads no cases. Alone they could write their own address below an office, give an office that is theirs
the matters or the name of another one, or make it the next above, or bring what is said of an office before its own
people, or keep from others what they alone would then hear, or let it lie. Pure: two versions of a town are compared.
Who hears, and how soon, is in hearing.py; what people type and read that leads there, in naming.py; what is promised
later, in slower.py.
"""

from reportbot.core.access.member import SENSITIVE
from reportbot.core.cases.due.deadlines import LADDER_ROLES
from reportbot.core.urgency import Urgency
from reportbot.service.settings.ears import beside, targets
from reportbot.service.settings.hearing import Difference, difference, lines
from reportbot.service.settings.matters import concern_nobody
from reportbot.service.settings.naming import misled, newly_shown, renamed
from reportbot.service.settings.slower import slower_lines
from reportbot.service.towns import Office, Rules, Target, Town

PUSHED = frozenset({"telegram", "webhook", "open311"})
"""Ways that take two people at every office: whoever holds the other end needs no page of ours to read or answer."""

Way = tuple[str, str, int, tuple[int, ...], str, tuple[tuple[str, str], ...]]


def gained(
    before: Town, after: Town, entrusted: frozenset[str] = frozenset(), heard: Difference | None = None
) -> frozenset[str]:
    """What a change brings that takes two people, each in a line of its own; nothing where one may decide alone: nobody
    hears what they did not hear before, or sooner, nobody hears it later or no longer, nothing pressing is promised
    later, and no other office stands under a known name.

    `entrusted`: offices that have been given what concerns a person, by a rule of before or by hand; they will hear of
    it again. `heard` is the difference of the two, where it is known already. What is confirmed may bring no more than
    what was asked: another change may have come in between.
    """
    one, other = before.rules, after.rules
    heard = heard or difference(before, after)
    found = set(lines(heard.more))
    found |= {f"is told later {each}" for each in lines(heard.less)}
    found |= set(slower_lines(one, other))
    found |= {f"is to be called {each}" for each in newly_shown(before, after)}
    found |= {f"is not kept out {each}" for each in _kept_out(one, other) - _kept_out(other, other)}
    found |= {f"is known as {key} {names}" for key, names in renamed(one, other)}
    found |= {f"is found {each}" for each in misled(before, after)}
    alone = (only_public(one) & only_public(other)) - entrusted
    for key, office in other.institutions.items():
        former = one.institutions.get(key)
        if former is not None and _called(former) != _called(office):
            found.add(f"is called {key} {_called(office)}")
        if former is not None and former.secret.number != office.secret.number:
            both = "beside the one before" if office.secret.former_until else "alone"
            found.add(f"has another secret {key} {office.secret.number} {both}")
        if _ways(former) != _ways(office) and (key not in alone or _is_unheard(former, office)):
            found.add(f"has ways {key} {_ways(office)}")
    gone = (key for key, office in one.institutions.items() if key not in other.institutions and _ways(office))
    return frozenset(found | {f"is gone {key}" for key in gone})


def with_other_ways(before: Rules, after: Rules) -> list[str]:
    """The offices that are reached otherwise than before."""
    return [key for key, office in after.institutions.items() if _ways(before.institutions.get(key)) != _ways(office)]


def only_public(rules: Rules) -> frozenset[str]:
    """The offices that rules lead matters of public space to, and nothing leads one about people."""
    named = {
        key
        for rule in rules.rules
        if rule.categories and concern_nobody(rule.categories)
        for key in (rule.lead, *rule.together, *rule.copies)
    }
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
    while more := {key for each in found for key in beside(rules, each)} - found:
        found |= more
    return frozenset(found)


def _kept_out(rules: Rules, there: Rules) -> frozenset[tuple[str, str]]:
    """Whom a complaint of the first keeps out as well (R15), of those that hear of sensitive matters `there`."""
    both = [key for key in rules.institutions if key in there.institutions]
    heard = hearing(there)
    return frozenset((avoided, key) for avoided in both for key in rules.without((avoided,)).out & heard)


def _ways(office: Office | None) -> tuple[Way, ...]:
    return tuple(_way(target) for target in targets(office) if target.kind != "nowhere")


def _way(target: Target) -> Way:
    urgencies = tuple(sorted(target.urgencies))
    options = tuple(sorted(target.options.items()))
    return target.kind, target.address, target.group, urgencies, _hours(target), options


def _hours(target: Target) -> str:
    """At which times it is taken, said the same in every process; holidays come and go by themselves."""
    when = target.when
    return f"{when.lost} {when.said}" if when is not None else ""


def _is_unheard(former: Office | None, office: Office) -> bool:
    """Whether nobody would hear of another way to it, for it has had none; or the other end needs no page of ours."""
    return not _ways(former) or _pushed(former) != _pushed(office)


def _pushed(office: Office | None) -> list[Way]:
    return [way for way in _ways(office) if way[0] in PUSHED]


def _called(office: Office) -> object:
    return office.name, office.called.fill
