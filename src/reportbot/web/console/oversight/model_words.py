"""What the console says of the model that reads along."""

from reportbot.core.messages import Text

MODEL = Text("Model")
WHICH = Text("Which model reads along")
HELP = Text("A model reads along. It names what nobody chose, and may raise the urgency. It never lowers it.")
NOT_HERE = Text("No model reads along on this server. The rules decide alone.")
IN_FORCE = Text("In use now")
SHIPPED = Text("The model that came with the program")
NUMBER = Text("Model {number}")
SINCE = Text("Since {day}. Switched by: {who}.")
REFUSED = Text("This model cannot be used here. The one that came with the program reads instead.")
OTHERS = Text("Models made from your corrections")
NONE = Text("There is none yet. The person who runs the server makes one: {command}")
TRAIN = "reportbot triage train --municipality"  # what is typed there, followed by the name of the town
MADE = Text("Made on {day}. Corrected cases in it: {count}.")
MEASURED = Text("Measured with the same sentences, before and after. Your own reports are not among them.")
FIGURE, BEFORE, AFTER = Text("Figure"), Text("Before"), Text("After")
FIGURES = {
    "emergencies": Text("Emergencies found"),
    "urgent": Text("Urgent or more found"),
    "alarms": Text("Calm messages taken for an emergency"),
    "top_1": Text("Right category"),
    "top_3": Text("Right category among the first three"),
}
MACRO_F1 = Text("All categories equally (macro-F1)")
LOSES = Text("It finds fewer emergencies. It cannot be switched to.")
SWITCH = Text("Switch to this one")
SWITCH_HELP = Text("From now on it reads new reports. Cases that are here stay as they are. You can go back any time.")
YES = Text("Yes, switch")
BACK = Text("Back to the one that came with the program")
IS_IN_FORCE = Text("in use")
NOT_NOW = Text("Another model is in use by now, or this one cannot be used. Please look at the page again.")
DONE = {"switched": Text("Switched. New reports are read by this model.")}
