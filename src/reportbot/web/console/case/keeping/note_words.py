"""Notes and tasks of the desk."""

from collections.abc import Mapping

from reportbot.core.cases.desk.notes import DESK, OFFICES
from reportbot.core.messages import Text

NOTES = Text("Notes")
NO_NOTES = Text("No note was written yet.")
WRITE = Text("Write a note")
WORDS = Text("Note")
HINT = Text("Up to {most} letters. The person who reported never reads it.")
WHO_READS = Text("Who reads it")
AUDIENCES: Mapping[str, Text] = {
    DESK: Text("the reporting desk alone"),
    OFFICES: Text("also the offices that have the case"),
}
OFFICES_HELP = Text("Offices read it on their page. No message goes out.")
SAVE_NOTE = Text("Keep the note")
FOR_OFFICES = Text("for the offices too")
FOR_DESK = Text("for the desk alone")

TASKS = Text("Tasks")
NO_TASKS = Text("Nothing is to do.")
ADD_TASK = Text("Add a task")
TASK = Text("What is to do")
DAY = Text("Until when")
WHOSE = Text("Who does it")
ANYBODY = Text("whoever comes first")
ME = Text("I do")
SAVE_TASK = Text("Keep the task")
DONE = Text("Done")
UNDONE = Text("Not done after all")
NO_DAY = Text("no day")
IS_DONE = Text("done by {who}")

TO_DO = Text("tasks: {count}")
TO_DO_LATE = Text("tasks: {count}, late")

EMPTY = Text("Please write something.")
TOO_LONG = Text("This has {count} letters; it may have {most}. Please shorten it.")
BAD_DAY = Text("Please name a day from today on.")
BAD_CHOICE = Text("Please choose who reads it.")
NOBODY = Text("Nobody with this name works here.")

EVENTS: Mapping[str, Text] = {
    "noted": Text("A note was written."),
    "task_set": Text("A task was set."),
    "task_done": Text("A task was done."),
    "task_undone": Text("A task was opened again."),
}
