"""What the page of institutions says."""

from reportbot.core.messages import Text

INSTITUTIONS = Text("Institutions")
INSTITUTIONS_HELP = Text("Who can act here: names, hours and languages. How they are reached stands with the contacts.")
NEW = Text("A new institution")
NAME_IN = Text("Name in this language: {language}")
NAME_HELP = Text("Where one is left out, the first is shown.")
ROLE = Text("What it does")
ROLE_HELP = Text("In a few words, for the desk.")
HOURS_EXAMPLE = "monday-friday 08:00-16:00"
HOURS_HELP = Text("Empty: the office hours of the town.")
ALWAYS = Text("Open day and night")
TAKES = Text("Can be given reports")
WRITTEN_IN = Text("It is written to in")
ALSO = Text("Other names that people use, with commas")
INSTEAD = Text("Who acts where somebody complains of it")
RETIRED = Text("It works no more")
RETIRED_HELP = Text("Nothing new is passed to it. What it has it still answers. Old reports still show its name.")
IS_RETIRED = Text("Works no more.")
IS_NEW = Text("No contact yet: add one with the contacts. Until then the reporting desk gets its reports.")
SAME_NAME = Text("Another institution has this name: {name}")
