"""Made-up letters with which templates are tried: every kind, in every language of a town, with long and odd values."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.closing import outcomes_for
from reportbot.core.cases.referral import LEAD, Answer, Referral
from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.cases.dossier import Said
from reportbot.service.letters.contents import KINDS, Contents
from reportbot.service.letters.offers import languages_of
from reportbot.service.towns import Town

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ODD = '#eval("1") $x^2$ \\ *a* _b_ @c <d> [e] {f} `g` ~ "h" // /* */'
"""What would be markup, if anything that is written were ever read as such."""
WORDS = "Ëç Đđ Šš Žž Čč Ćć Ğğ Şş Iı Љљ Њњ Џџ Ђђ. " + ODD + "\n" + "fjalë " * 200


def samples(town: Town) -> Iterator[tuple[str, Contents]]:
    """(kind, contents) of each."""
    for language in languages_of(town):
        for kind in sorted(KINDS):
            yield kind, sample(town, language)


def sample(town: Town, language: str) -> Contents:
    """A child who does not go to school, with the office of the longest name."""
    offices = town.rules.institutions
    key = max(offices, key=lambda each: len(offices[each].name))
    case = _case(town, key, language)
    referral = Referral(
        id=2,
        case=1,
        municipality=town.key,
        institution=key,
        role=LEAD,
        created_at=AT,
        answer=Answer.RECEIVED,
        answered_at=AT,
        assigned="",
        acknowledge_by=AT,
        act_by=AT + timedelta(days=1),
        close_by=AT + timedelta(days=9),
    )
    answers = {"description": WORDS, "age": "6_to_13", "since": "month", "enrolled": "stopped", "knows": "school"}
    return Contents(
        town=town,
        case=case,
        referral=referral,
        referrals=[referral] * 6,
        told=[Said(AT, answers), Said(AT, {"description": "x" * 400, "place": {"text": ODD}})],
        exchanges=[],
        matter=Text(CATEGORIES[case.category].label),
        outcomes=[each.label for each in outcomes_for(concerns_a_person=True)],
        number="L-2026-0007",
        language=language,
        link="https://reports.example.org/r/" + "x" * 160,
        now=AT,
    )


def _case(town: Town, lead: str, language: str) -> Case:
    return Case(
        id=1,
        municipality=town.key,
        number="2026-0042",
        category="school_dropout",
        urgency=Urgency.URGENT,
        status=Status.REFERRED,
        opened_at=AT,
        updated_at=AT,
        place=next(iter(town.around.gazetteer.by_key)),
        lead=lead,
        language=language,
        channel="web",
        voice="teacher",
        danger="",
        sealed_because=b"",
        receipt_tag=b"",
        sealed_key=b"",
        conversation=None,
    )
