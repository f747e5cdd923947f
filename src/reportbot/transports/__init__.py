"""Ways to hand something to an institution, by the name that municipality files use. To add one: a file and a line."""

from reportbot.transports.email import Email
from reportbot.transports.nowhere import Nowhere
from reportbot.transports.telegram import DutyChat

TRANSPORTS = {"email": Email, "telegram": DutyChat, "nowhere": Nowhere}
