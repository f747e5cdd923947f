"""What can be done on the console, one word each, and which role may do what. Everything else is denied.

The administrator cannot read cases, a supervisor sees what is late and whose it is, an auditor what was done and read.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    COORDINATOR = "coordinator"
    OFFICER = "officer"
    CHILD_PROTECTION = "child_protection"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    OWN = "own"  # one's own account, help, practice
    SEE_QUEUE = "see_queue"
    SEE_CASE = "see_case"  # its outline: number, kind, place, offices, dates; nothing that anybody wrote
    READ_STORY = "read_story"  # what the person, the offices and the desk wrote, and the pictures
    ACT = "act"  # refer, transfer, correct, merge, postpone, close, reopen
    REPLY = "reply"  # write to the person
    NOTE = "note"  # notes and tasks
    ASSIGN = "assign"  # take, give back, share out
    ERASE = "erase"  # erase, keep longer, hold
    TAKE_CALL = "take_call"  # a report for somebody who calls
    OPEN_KEPT = "open_kept"  # messages that made us stumble
    RETRY = "retry"  # dead letters
    LETTER = "letter"  # numbered documents
    SEE_LINKS = "see_links"  # that two reports about homes may be of one home
    SEARCH = "search"
    SEARCH_CONTENT = "search_content"
    ANSWER = "answer"  # for one's own institution
    SEE_TOWN = "see_town"  # institutions, their figures, who is on call, which model
    SWITCH_MODEL = "switch_model"
    SEE_FIGURES = "see_figures"
    EXPORT = "export"  # tables of outlines and figures; what people said leaves in no table, whoever asks
    SEE_AUDIT = "see_audit"
    ADMINISTER = "administer"
    MANAGE_STAFF = "manage_staff"
    CONFIRM_STAFF = "confirm_staff"  # be the second person for an account


ALLOWED: Mapping[Role, frozenset[Action]] = {
    Role.COORDINATOR: frozenset(
        (
            Action.OWN,
            Action.SEE_QUEUE,
            Action.SEE_CASE,
            Action.READ_STORY,
            Action.ACT,
            Action.REPLY,
            Action.NOTE,
            Action.ASSIGN,
            Action.ERASE,
            Action.TAKE_CALL,
            Action.OPEN_KEPT,
            Action.RETRY,
            Action.LETTER,
            Action.SEE_LINKS,
            Action.SEARCH,
            Action.SEARCH_CONTENT,
            Action.SEE_TOWN,
            Action.SWITCH_MODEL,
            Action.CONFIRM_STAFF,
        )
    ),
    Role.OFFICER: frozenset((Action.OWN, Action.SEE_QUEUE, Action.SEE_CASE, Action.READ_STORY, Action.ANSWER)),
    Role.CHILD_PROTECTION: frozenset(
        (Action.OWN, Action.SEE_QUEUE, Action.SEE_CASE, Action.READ_STORY, Action.ANSWER, Action.SEE_LINKS)
    ),
    Role.SUPERVISOR: frozenset(
        (
            Action.OWN,
            Action.SEE_QUEUE,
            Action.SEE_CASE,
            Action.SEARCH,
            Action.SEE_TOWN,
            Action.SEE_FIGURES,
            Action.EXPORT,
            Action.CONFIRM_STAFF,
        )
    ),
    Role.AUDITOR: frozenset((Action.OWN, Action.SEE_AUDIT, Action.SEE_FIGURES, Action.EXPORT)),
    Role.ADMINISTRATOR: frozenset(
        (
            Action.OWN,
            Action.SEE_TOWN,
            Action.SWITCH_MODEL,
            Action.ADMINISTER,
            Action.MANAGE_STAFF,
            Action.CONFIRM_STAFF,
        )
    ),
}

READING = frozenset((Role.COORDINATOR, Role.OFFICER, Role.CHILD_PROTECTION, Role.SUPERVISOR))
"""The roles that see cases. None of them works beside ADMINISTRATOR: that takes an account of its own."""

GUARDED = frozenset(
    (
        Action.SEE_CASE,
        Action.READ_STORY,
        Action.OPEN_KEPT,
        Action.SEARCH_CONTENT,
        Action.SEE_AUDIT,
        Action.MANAGE_STAFF,
        Action.CONFIRM_STAFF,
    )
)
"""To be given only by two people: what opens cases, what opens accounts that open cases, and the log of both. So behind
every account stands somebody whom two people know."""
