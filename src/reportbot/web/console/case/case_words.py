"""What stands on the page of a case: its head, the thread with the person, the timeline and the map."""

from collections.abc import Mapping

from reportbot.core.messages import Text
from reportbot.service.records import DeliveryState

WHO_HAS_IT = Text("Who has it")
NOBODY_HAS_IT = Text("nobody yet")
NEWS, READ_IT = Text("The person wrote something new."), Text("I have read it")
TAKE, GIVE_BACK = Text("I take it"), Text("Give it back")
TAKEN_BY = Text("at the desk: {member}")
TAKEN_BY_YOU = Text("at the desk: you")
NEXT = Text("What is next")
NOTHING_NEXT = Text("nothing is due")
OUTLINE = Text("You see the outline of this case. What people wrote is for others.")
TO_QUEUE = Text("Nothing to do here: back to the queue")
FOR_DESK_NOW = Text("For the reporting desk to do now")

# The thread.
THREAD = Text("With the person")
NO_THREAD = Text("Nothing was written yet.")
THEY_WROTE = Text("The person wrote")
THEY_CALLED = Text("Told on the telephone, written down by the reporting desk")
THEY_ANSWERED = Text("The person answered")
WE_ASKED = Text("{institution} asked")
WE_WROTE = Text("{institution} wrote")
OFFICE_SAID = Text("{institution} said, and the person is told")
WE_PUSHED = Text("The service wrote by itself: {what}")
NOT_ANSWERED = Text("Not answered yet.")
STATES: Mapping[DeliveryState, Text] = {
    DeliveryState.WAITING: Text("waits to be sent"),
    DeliveryState.SENDING: Text("is being sent"),
    DeliveryState.DONE: Text("sent"),
    DeliveryState.DEAD: Text("did not arrive"),
    DeliveryState.CANCELLED: Text("kept back: the person left, or said no"),
}
LEAVES = Text("leaves {when}")
IN_THEIR_CHAT = Text("delivered: it lies in their chat")
IS_UNSAFE = Text("not sent: writing to them is not safe. They read it when they come with their code.")
IS_UNKNOWN = Text("not sent: nobody knows if it is safe. They read it when they come with their code.")
NOBODY_THERE = Text("not sent: the person cannot be reached any more")
NO_TRACE = Text("How it was sent is not known any more.")
WAITS_FOR_THEM = Text("They read it when they ask for news.")

# The timeline.
TIMELINE = Text("Everything that happened")
NEWEST_FIRST = Text("The newest stands first.")
SHOW = Text("Show")
NOTHING_OF_THAT = Text("Nothing of that kind.")
TO_COME = Text("To come")
PARTS: Mapping[str, Text] = {
    "all": Text("everything"),
    "messages": Text("messages"),
    "offices": Text("offices"),
    "desk": Text("reporting desk"),
    "dues": Text("dates"),
    "notes": Text("notes"),
    "tasks": Text("tasks"),
    "letters": Text("letters"),
}

# The map.
MAP = Text("Place on the map")
MAP_OF = Text("Map of {town}. Marked: {place}.")
NO_POINT = Text("No point is known for this place.")
OF_THE_NAME = Text("The point is that of the name on the map. It can be hundreds of metres off.")
OF_THE_PERSON = Text("The person sent this point.")
POINT = Text("Point: {latitude}, {longitude}")
DISTANCE = Text("{distance} km from {place}, {direction}")
DIRECTIONS: tuple[Text, ...] = (
    Text("to the north"),
    Text("to the north-east"),
    Text("to the east"),
    Text("to the south-east"),
    Text("to the south"),
    Text("to the south-west"),
    Text("to the west"),
    Text("to the north-west"),
)
OPEN_ELSEWHERE = Text("Open in the maps of this device")

# Passing on with a reason.
TRANSFER = Text("Give it to another office")
TRANSFER_HELP = Text("Both offices read the reason.")
REOPEN = Text("Open the case again")
REOPEN_HELP = Text("The office gets a message. It reads the reason too.")
REASON = Text("Reason")
SAME_OFFICE = Text("the one that had it")
NO_REASON = Text("Please say why.")
REASON_LONG = Text("The reason has {count} letters; it may have {most}.")
REJECT = Text("Reject the report")
REJECT_HELP = Text("For a test, a mistake, or what nobody here can act on. The person reads that it was not passed on.")
DONE: Mapping[str, Text] = {
    "transferred": Text("It is with the other office now. They get a message."),
    "reopened": Text("The case is open again. The office gets a message."),
    "rejected": Text("The report is rejected. You can close the case now."),
    "noted": Text("The note is kept."),
    "task-set": Text("The task is kept."),
    "task-done": Text("The task is done."),
    "task-undone": Text("The task is open again."),
}

# Why it went there.
POSSIBLE = Text("What else was possible")
