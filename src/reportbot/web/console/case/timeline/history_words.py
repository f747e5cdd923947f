"""What happened, in the words of the desk: one sentence for each kind of event. Pure."""

from collections.abc import Mapping

from reportbot.core.messages import Text
from reportbot.web import assigning_words
from reportbot.web.console import dead_words
from reportbot.web.console.case.attachments import paper_words, picture_words
from reportbot.web.console.case.keeping import note_words
from reportbot.web.console.case.offices import deadline_words
from reportbot.web.console.case.reporter import pause_words
from reportbot.web.console.case.timeline import outside_words

MAIL_WITH_PHOTOS = Text("{institution} wrote a mail. Photos taken: {kept}.")
MAIL_WITH_BOTH = Text("{institution} wrote a mail. Photos taken: {kept}. Other files: {count}. They are not taken.")
MAIL_WITH_FILES = Text("{institution} wrote a mail. Attached files: {count}. They are not kept.")
MAIL_WITH_EARLY = Text("{institution} wrote a mail. Photos that wait a day for “Done”: {early}.")
MAIL_WITH_EARLY_AND_FILES = Text(
    "{institution} wrote a mail. Photos that wait a day for “Done”: {early}. Other files: {count}. They are not taken."
)
EVENT_WORDS: Mapping[str, Text] = {
    "opened": Text("A report came in."),
    "referred": Text("Passed on to: {institution}."),
    "received": Text("{institution} has it."),
    "not_ours": Text("{institution} says that it is not theirs."),
    "done": Text("{institution} says that it is done."),
    "in_progress": Text("{institution} is working on it."),
    "put_off": Text("{institution} has put it off several times. The desk was told."),
    "deadline_moved": deadline_words.WAS,
    "clock_stopped": deadline_words.STOPPED,
    "clock_started": deadline_words.STARTED,
    "code_sent": Text("A code to open the report was sent to: {institution}."),
    "opened_by_office": Text("{institution} opened the report with a code."),
    "reminded": Text("Reminded: {institution}."),
    "escalated": Text("Told, because nobody answered: {institution}."),
    "alerted": Text("Alert sent to: {institution}."),
    "delivered": dead_words.DELIVERED_SOMEHOW,
    "fell_back": dead_words.FELL_BACK,
    "bounced": Text("A mail to {institution} came back."),
    "auto_replied": Text("{institution} sent an automatic answer. It does not count."),
    "mail_received": Text("{institution} wrote a mail."),
    "outside_note": outside_words.SAYS,
    "alert_seen": Text("{institution} has seen the alert."),
    "taken": Text("Somebody at the desk has taken it."),
    "given_back": Text("Somebody at the desk has given it back."),
    "seen": Text("Somebody at the desk has seen what the person wrote."),
    "forward_failed": Text("A message to {institution} did not arrive."),
    "reporter_added": Text("The person wrote more."),
    "told_with_it": Text("The person answered what we ask after the report."),
    "read_again": Text("A model has read it again, and found it more urgent or named it."),
    "status_asked": Text("The person asked what happened."),
    "replied": Text("The reporting desk has written to the person."),
    "left_quickly": Text("The person left the chat quickly. Somebody may have been looking."),
    "asked": Text("{institution} asked the person."),
    "answered_question": Text("The person answered a question."),
    "closed": Text("The case was closed."),
    "rejected": Text("The report was rejected: nobody here can act on it."),
    "reopened": Text("The case was opened again."),
    "feedback": Text("The person said how it ended."),
    "corrected": Text("The desk put something right."),
    "place_corrected": Text("The desk corrected the place."),
    "postponed": Text("The erasing was put off."),
    "held": Text("The case was held: it is not erased."),
    "released": Text("The case was released."),
    "merged": Text("Put together with case {into}."),
    "joined": Text("One more report was put to it."),
    "split": Text("It became a case of its own again."),
    "not_same": Text("Somebody looked: it is not the same as case {other}."),
    "corroborated": Text("Several people have told us of it. It is urgent now. People: {senders}, days: {days}."),
    **picture_words.EVENTS,
    "paused": pause_words.WAS_PAUSED,
    "pause_ended": pause_words.WAS_ENDED,
    "assigned": assigning_words.WAS_ASSIGNED,
    "withdrawn": Text("Released from the case: {institution}."),
    "taken_back": assigning_words.WAS_TAKEN_BACK,
    **paper_words.EVENTS,
    **note_words.EVENTS,
}
