"""What the console says of who is on call."""

from reportbot.core.messages import Text

ON_CALL = Text("On call")
HELP = Text("Who is called in an emergency, for the next four weeks. Only roles stand here, never names.")
NOW = Text("On call now")
THEN = Text("If they do not answer")
NOBODY = Text("Nobody")
NOBODY_NOW = Text("Nobody is on call now. Emergencies come to this desk.")
NO_DEPUTY = Text("Nobody comes after them. Emergencies come to this desk.")
NO_CONTACT = Text("No contact is known. Emergencies for them come to this desk.")
PLAN = Text("The next four weeks")
PICTURE = Text("A line for each week. The table below says the same in words.")
HAS_GAP = Text("Nobody is on call at times")
SINCE, UNTIL, WHO = Text("Begins"), Text("Ends"), Text("Is on call")
HAS_BEGUN, GOES_ON = Text("has begun"), Text("goes on")
GAP = Text("Nobody is on call. Emergencies come to this desk.")
GAP_SOON = Text("Nobody will be on call. Begins: {since}. Ends: {until}. Emergencies then come to this desk.")
GAP_NOW = Text("Nobody is on call now. Emergencies come to this desk. Ends: {until}.")
CHANGE = Text("Something wrong? Ask an administrator to change the plan.")
CHANGE_HERE = Text("Change the plan")
