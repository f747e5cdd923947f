"""The rows that the service writes and reads back, as values. What a person wrote is sealed before it gets here."""

from reportbot.service.records.casefiles import CaseState, Due, Letter, Outside, PastCase, Photo, Report
from reportbot.service.records.knowing import Correction, ModelState, Sketch, TrainedModel
from reportbot.service.records.outbox import (
    CAME_BACK,
    TRIED_AGAIN,
    BrokenMessage,
    Delivery,
    DeliveryState,
    Reminded,
    SmsMonth,
    Trouble,
)
from reportbot.service.records.people import ChatLine, Conversation, Who
from reportbot.service.records.secrets import UnderRing, WeekSecrets

__all__ = [
    "CAME_BACK",
    "TRIED_AGAIN",
    "BrokenMessage",
    "CaseState",
    "ChatLine",
    "Conversation",
    "Correction",
    "Delivery",
    "DeliveryState",
    "Due",
    "Letter",
    "ModelState",
    "Outside",
    "PastCase",
    "Photo",
    "Reminded",
    "Report",
    "Sketch",
    "SmsMonth",
    "TrainedModel",
    "Trouble",
    "UnderRing",
    "WeekSecrets",
    "Who",
]
