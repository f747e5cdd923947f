"""What stands in each letter, as plain values for its template. Decided here; templates only place it.

Neutral letters (`notice`, `reminder`) say no more than a mail to an office does. Only the referral form tells the
story; the notice to the ministry tells what was chosen from lists, never a word that somebody wrote.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from reportbot.core.cases.referral import COPY, Answer, Referral
from reportbot.core.categories import CATEGORIES
from reportbot.core.languages import as_read_by, base
from reportbot.core.messages import Text
from reportbot.service.letters import words
from reportbot.service.letters.contents import (
    FOR_READING,
    NON_SCHOOLING,
    NOTICE,
    REFERRAL,
    REMINDER,
    REMINDS,
    Contents,
    Values,
    Writer,
)
from reportbot.service.outgoing.buttons import ANSWERS
from reportbot.service.outgoing.notices import URGENCIES
from reportbot.service.ports import Translator
from reportbot.service.telling import FACTS, fact, facts


class Forms:
    """Puts contents into words: one function for each kind of letter."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def values(self, kind: str, about: Contents) -> Values:
        """Everything that the template of this kind can place. Raises KeyError for another kind."""
        write = Writer(self._translator, about)
        forms: Mapping[str, Callable[[Writer], Values]] = {
            REFERRAL: _referral,
            NON_SCHOOLING: _non_schooling,
            REMINDER: _reminder,
            NOTICE: _notice,
        }
        return {**write.frame(kind), **forms[kind](write)}


def _referral(write: Writer) -> Values:
    about, referral = write.about, write.about.referral
    facts_ = [
        write.row(words.CASE, about.case.number),
        write.row(words.MATTER, Text(CATEGORIES[about.case.category].label)),
        write.row(words.URGENCY, URGENCIES[about.case.urgency]),
        write.row(words.PLACE, write.place),
        write.row(words.REPORTED_ON, write.moment(about.case.opened_at)),
    ]
    if referral and referral.role in words.ROLES:
        facts_.append(write.row(words.ROLE, words.ROLES[referral.role]))
    return {
        "facts": facts_,
        "told": [*_told(write), *_asked_and_answered(write)],
        "asked": list(_asked(write)),
        "outcomes": [write.say(outcome) for outcome in about.outcomes],
    }


def _told(write: Writer) -> Iterator[Values]:
    """Each report in the person's own words, then what they chose from lists."""
    for said in write.about.told:
        answers = said.answers or {}
        if not said.answer_to:
            rows = [write.row(question, answer) for question, answer in facts(answers)]
            if typed := _typed_place(answers):
                rows.insert(0, write.row(words.PLACE, typed))
            told = write.say(words.UNREADABLE) if said.answers is None else str(answers.get("description") or "")
            yield {"when": write.moment(said.at), "words": told, "facts": rows}


def _typed_place(answers: Mapping[str, Any]) -> str:
    """As they wrote it, and the point if they sent one."""
    place = answers.get("place")
    if not isinstance(place, dict):
        return str(place or "")
    point = f"{place['lat']}, {place['lon']}" if "lat" in place and "lon" in place else ""
    return " · ".join(each for each in (str(place.get("text") or ""), point) if each)


def _asked_and_answered(write: Writer) -> Iterator[Values]:
    for each in write.about.exchanges:
        if each.answered_at and each.answer:
            asked = write.say(words.QUESTION_AND_ANSWER, question=each.text or "")
            yield {"when": f"{write.moment(each.answered_at)} · {asked}", "words": each.answer, "facts": []}


def _asked(write: Writer) -> Iterator[str]:
    """First whom not to tell, as on the office's page (R15)."""
    referral = write.about.referral
    for key in write.about.kept_out:
        yield write.say(words.KEPT_OUT, institution=write.office(key))
    if referral is None or referral.role == COPY:
        yield write.say(words.ASK_NOTHING)
    else:
        for due, text in _deadlines(referral):
            yield write.say(text, due=write.moment(due))
        yield write.say(words.ASK_ANSWER)
    yield write.say(words.KEEP_SAFE)


def _deadlines(referral: Referral) -> Iterator[tuple[datetime, Text]]:
    asked = (
        (referral.acknowledge_by if referral.is_waiting else None, words.ASK_CONFIRM),
        (referral.act_by, words.ASK_ACT),
        (referral.close_by, words.ASK_FINISH),
    )
    return ((due, text) for due, text in asked if due is not None)


def _neutral_facts(write: Writer) -> list[tuple[str, str]]:
    about = write.about
    found = [
        write.row(words.CASE, about.case.number),
        write.row(words.MATTER, about.matter),
        write.row(words.URGENCY, URGENCIES[about.case.urgency]),
    ]
    label, due = _due(about.referral)
    return [*found, write.row(label, write.moment(due))] if due else found


def _due(referral: Referral | None) -> tuple[Text, datetime | None]:
    """What is due next from it: its first answer, and once that is there its end."""
    if referral is None or referral.is_waiting:
        return words.ANSWER_BY, referral.acknowledge_by if referral else None
    return words.ACT_UNTIL, referral.act_by or referral.close_by


def _reminder(write: Writer) -> Values:
    about, referral = write.about, write.about.referral
    opening, asked = [], words.ASK_ANSWER
    if referral:
        asked = words.ASK_ANSWER if referral.is_waiting else words.ASK_OUTCOME
        since = write.day(referral.created_at)
        reminded = words.REMINDED if referral.is_waiting else words.REMINDED_STILL
        opening.append(write.say(reminded, case=about.case.number, since=since))
        if referral.is_waiting and referral.acknowledge_by and referral.acknowledge_by < about.now:
            opening.append(write.say(words.REMINDED_LATE, due=write.moment(referral.acknowledge_by)))
    return {"opening": opening, "facts": _neutral_facts(write), "asked": [write.say(asked)]}


def _notice(write: Writer) -> Values:
    """The same in each language of the town's offices, the one of the letter first."""
    first = write.about.language
    spoken = dict.fromkeys((first, *as_read_by(first, write.about.town.rules.office_languages)))
    return {"parts": [_notice_part(Writer(write.translator, write.about, code)) for code in spoken]}


def _notice_part(write: Writer) -> Values:
    about = write.about
    title = {REMINDS: REMINDER, FOR_READING: "copy"}.get(about.told_as, NOTICE)
    return {
        "language": base(write.language),
        "title": write.say(words.TITLES[title], case=about.case.number),
        "facts": _neutral_facts(write),
        "sentences": [
            write.say(words.NOTICE_1, town=write.town, case=about.case.number),
            write.say(words.NOTICE_2),
            *_no_camera(write),
        ],
    }


def _no_camera(write: Writer) -> Iterator[str]:
    """Nobody is sent to a desk that must hear nothing of it."""
    if phone := write.about.town.rules.desk_phone:
        yield write.say(words.NOTICE_3_AT, phone=phone)
    elif not write.about.is_withheld:
        yield write.say(words.NOTICE_3)


def _non_schooling(write: Writer) -> Values:
    """No word that anybody wrote, and no name: only what was chosen from lists, and what offices did."""
    answers: dict[str, Any] = {}
    for said in write.about.told:
        answers |= {name: value for name, value in (said.answers or {}).items() if value not in ("", "unknown")}
    enrolled = words.ENROLLED.get(str(answers.get("enrolled", "")), words.NOT_KNOWN)
    known = [(name, fact(name, answers.get(name))) for name in ("age", "since")]
    return {
        "to": write.say(words.MINISTRY),
        "opening": [write.say(words.SCHOOLING_1), write.say(words.SCHOOLING_2), write.say(words.SCHOOLING_3)],
        "facts": [
            write.row(words.CASE, write.about.case.number),
            write.row(words.MUNICIPALITY, write.town),
            write.row(words.PLACE, write.place),
            write.row(words.KIND, enrolled),
            *(write.row(FACTS[name], said or words.NOT_KNOWN) for name, said in known),
            write.row(words.REPORTED_ON, write.day(write.about.case.opened_at)),
        ],
        "done": [_done(write, each) for each in write.about.referrals],
        "closing": [write.say(words.SCHOOLING_4)],
    }


def _done(write: Writer, referral: Referral) -> tuple[str, str, str]:
    said = ANSWERS.get(Answer(referral.answer), words.NOT_KNOWN) if referral.answer else words.NOT_ANSWERED
    when = f" ({write.day(referral.answered_at)})" if referral.answered_at else ""
    return write.office(referral.institution), write.day(referral.created_at), write.say(said) + when
