"""What leaves the house, how it fares and by which way: the same words wherever the desk reads of it."""

from collections.abc import Mapping

from reportbot.core.messages import Text
from reportbot.service.records import DeliveryState

SMS_LINE = Text("SMS sent this month: {sent} of {most}.")
DELIVERY_KINDS: Mapping[str, Text] = {
    "reply": Text("answer in the chat"),
    "later": Text("answer in the chat"),
    "receipt": Text("receipt"),
    "answer": Text("answer of an office"),
    "notice": Text("news for the person"),
    "news": Text("news for the person"),
    "picture": Text("photo from an office"),
    "picture_back": Text("taking back of a photo"),
    "quiet": Text("answer in the chat"),
    "leave": Text("emptying of the chat"),
    "forward": Text("report"),
    "copy": Text("copy"),
    "reopened": Text("report that is not solved"),
    "staff_alert": Text("alert to a chat of the desk"),
    "reminder": Text("reminder"),
    "escalation": Text("escalation"),
    "alert": Text("alert"),
    "not_ours": Text("case that came back"),
    "handed_on": Text("note that a case went straight on"),
    "put_off": Text("note that an office puts it off"),
    "link": Text("new link"),
    "code": Text("code for a sealed report"),
    "answered": Text("note of an answer"),
    "added": Text("note that the person has added something"),
    "raised": Text("note that it is more urgent"),
    "added_several": Text("note that the person has added something"),
    "failed": Text("note that a message did not arrive"),
    "mail_received": Text("note that an office has written"),
    "dead_address": Text("note that an address takes nothing"),
    "contact_asked": Text("note to an old contact"),
    "contact_changed": Text("note to an old contact"),
    "outside_note": Text("note that another system has said something"),
    "one_more": Text("note that somebody else reports it too"),
    "unreadable": Text("note that something cannot be read"),
    "photo": Text("photo"),
    "erasing": Text("warning before cases are erased"),
    "closing": Text("note that cases wait to be closed"),
    "sms_warned": Text("warning that the month's SMS are nearly used up"),
    "sms_spent": Text("note that the month's SMS are used up"),
    "office_reply": Text("reply to an office's SMS"),
    "office_edit": Text("change of a message in a duty chat"),
    "wrong_codes": Text("warning of wrong codes"),
    "redact": Text("erasing of the copy that Twilio keeps"),
}
DELIVERY_STATES: Mapping[DeliveryState, Text] = {
    DeliveryState.WAITING: Text("waits"),
    DeliveryState.SENDING: Text("is being sent"),
    DeliveryState.DONE: Text("sent"),
    DeliveryState.DEAD: Text("did not arrive"),
    DeliveryState.CANCELLED: Text("cancelled"),
}
WAYS: Mapping[str, Text] = {
    "email": Text("e-mail"),
    "telegram": Text("Telegram"),
    "staff_chat": Text("Telegram"),
    "sms": Text("SMS"),
    "web": Text("web chat"),
    "terminal": Text("terminal"),
    "phone": Text("telephone"),
    "open311": Text("another reporting system"),
    "webhook": Text("a call of their system"),
    "paper": Text("paper"),
    "nowhere": Text("nowhere (training)"),
    "missing": Text("no contact known"),
}
