"""What the page of the duty roster says."""

from collections.abc import Mapping

from reportbot.core.messages import Text

EVERY_DAY, HOLIDAYS = Text("every day"), Text("public holidays")
DUTY = Text("Duty roster")
DUTY_HELP = Text("Who is called in an emergency. Only roles stand here, never names.")
ROWS, ROWS_HELP = Text("Who is on call when"), Text("Rows for certain dates win over holidays, and these over weeks.")
ROW = Text("{who}: {days}, {hours}")
SWAPS, NEW_SWAP = Text("Swaps"), Text("A swap")
SWAPS_HELP = Text("For these days each stands where the other would.")
ABSENCES, NEW_ABSENCE = Text("Absences"), Text("An absence")
ABSENCES_HELP = Text("The next of the rotation stands in, or the deputy.")
ADD_ROW, ADD_ABSENCE, ADD_SWAP = Text("Add a row"), Text("Add an absence"), Text("Add a swap")
ROLE = Text("Role {count}")
ROLES = Text("Take turns")
ROLES_HELP = Text("One role, or several that take turns week by week.")
TURNS_CHANGE, TURNS_AT = Text("Turns change on"), Text("at")
SINCE_DAY = Text("The first turn begins on")
DAYS, UNTIL_WEEKDAY = Text("Days"), Text("until which weekday")
ONE_DAY_ALONE = Text("that day alone")
DUTY_HOURS = Text("From when to when")
FROM_CLOCK, UNTIL_CLOCK = Text("From what time"), Text("Until what time")
CLOCK_HELP = Text("Leave both empty for day and night.")
BOTH_TIMES = Text("Write both times, or none.")
FIRST_DAY, LAST_DAY = Text("Only from this day"), Text("Only until this day")
DEPUTY = Text("Deputy")
WHO, WITH_WHOM = Text("Who"), Text("With whom")
FROM_DAY, FROM_TIME = Text("From"), Text("from what time")
TO_DAY, TO_TIME = Text("To, that day within"), Text("until what time")
TIME_HELP = Text("Leave it empty for the whole day.")
FROM_TO = Text("{who}: {since} to {until}")
SWAP_LINE = Text("{who} with {other}: {since} to {until}")
WEEKDAYS: Mapping[str, Text] = {
    "monday": Text("Monday"),
    "tuesday": Text("Tuesday"),
    "wednesday": Text("Wednesday"),
    "thursday": Text("Thursday"),
    "friday": Text("Friday"),
    "saturday": Text("Saturday"),
    "sunday": Text("Sunday"),
}
