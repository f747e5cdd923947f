"""Ways to hand something to an institution, by the name that municipality files use. To add one: a file and a line."""

from reportbot.transports.email import Email
from reportbot.transports.nowhere import Nowhere
from reportbot.transports.open311 import Open311
from reportbot.transports.paper import Paper
from reportbot.transports.sms import Sms
from reportbot.transports.telegram import DutyChat
from reportbot.transports.webhook import Webhook

TRANSPORTS = {
    "email": Email,
    "telegram": DutyChat,
    "sms": Sms,
    "open311": Open311,
    "paper": Paper,
    "webhook": Webhook,
    "nowhere": Nowhere,
}
