"""Rows to store in tests. Every builder takes the fields that matter to the test; the rest is ordinary."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.service.records import BrokenMessage, ChatLine, Conversation, Delivery, Due, Letter, Photo, Report, Who

NOW = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def who(number: int = 1, municipality: str = "drenas", channel: str = "telegram") -> Who:
    return Who(municipality, channel, b"tag %d" % number)


def a_conversation(id: int = 1, **fields: Any) -> Conversation:
    usual = Conversation(id, who(id), b"sealed address", "sq", None, b"sealed session", None, NOW, is_new=True)
    return replace(usual, **fields)


def a_photo(id: int = 1, **fields: Any) -> Photo:
    return replace(Photo(id, "drenas", 1, None, b"sealed handle", b"", b"sealed key", NOW), **fields)


def a_letter(id: int = 1, **fields: Any) -> Letter:
    number = f"L-2026-{id:04}"
    usual = Letter(id, "drenas", number, "notice", 1, 7, "police", "sq", NOW, "coordinator", b"sealed pdf")
    return replace(usual, **fields)


def a_case(id: int = 1, **fields: Any) -> Case:
    usual = Case(
        id=id,
        municipality="drenas",
        number=f"2026-{id:04}",
        category="public_risk",
        urgency=Urgency.NORMAL,
        status=Status.NEW,
        opened_at=NOW,
        updated_at=NOW,
        place="qendra",
        lead="",
        language="sq",
        channel="telegram",
        voice="adult",
        danger="",
        sealed_because=b"sealed because",
        receipt_tag=b"receipt %d" % id,
        sealed_key=b"sealed key %d" % id,
        conversation=1,
    )
    return replace(usual, **fields)


def a_report(id: int = 1, case: int = 1) -> Report:
    return Report(id, case, "drenas", b"sealed answers", NOW)


def a_referral(id: int = 1, case: int = 1, **fields: Any) -> Referral:
    return replace(Referral(id, case, "drenas", "police", "lead", NOW), **fields)


def an_event(id: int = 1, case: int = 1, **fields: Any) -> CaseEvent:
    return replace(CaseEvent(id, case, "drenas", "opened", NOW, "reporter", {"by": "përgjegjësi"}, b"sealed"), **fields)


def a_delivery(id: int = 1, **fields: Any) -> Delivery:
    usual = Delivery(id, "drenas", id, "reply", "telegram", NOW, NOW, b"sealed payload", conversation=1)
    return replace(usual, **fields)


def a_due(id: int = 1, case: int = 1, **fields: Any) -> Due:
    return replace(Due(id, "drenas", case, None, "remind", 1, NOW), **fields)


def a_broken_message(id: int = 1, **fields: Any) -> BrokenMessage:
    return replace(
        BrokenMessage(id, "drenas", "telegram", None, b"sealed message", b"sealed key", "KeyError", NOW), **fields
    )


def a_line(id: int = 1, **fields: Any) -> ChatLine:
    return replace(ChatLine(id, "drenas", b"tag", True, NOW, b"sealed line"), **fields)
