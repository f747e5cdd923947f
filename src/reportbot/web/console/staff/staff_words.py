"""What is said about the accounts of those who work here."""

from collections.abc import Mapping

from reportbot.core.access.actions import Role
from reportbot.core.access.granting import GrantProblem
from reportbot.core.messages import Text

STAFF = Text("Accounts")
STAFF_HELP = Text("Who works here and what they may do. Every change is noted.")
NAME = Text("Their name")
ROLES = Text("Roles")
OFFICE = Text("Works at")
AT_THE_DESK = Text("the municipality itself")
NAMED_FOR = Text("Named for these sensitive matters")
NAMED_HELP = Text("Cases of these kinds are seen only by people who are named for them.")
STATE = Text("State")
LANGUAGE = Text("Language")
INVITE = Text("Invite somebody")
INVITE_HELP = Text("You get a link that works once, for three days. Hand it over in person or on a safe way.")
LINK = Text("The link for {name}")
LINK_HELP = Text("It is shown only now. With it they choose how they will sign in.")
LINK_NAME = Text("Their sign-in name is {key}.")
CHANGE = Text("Change what they may do")
SAVE = Text("Save")
NEW_LINK = Text("Make a new link")
NEW_LINK_HELP = Text("For somebody who lost telephone or password. What they have works until the link is used.")
ALONE = Text("Nobody else here can confirm it yet. Fill it in: then stands here what the keeper of the server types.")
TWO_PEOPLE = Text("A second person confirms it before it is in force. Rights that are taken away end at once.")
END_SESSIONS = Text("End all their sessions")
DISABLE = Text("Close this account")
DISABLE_HELP = Text("They are signed out at once. What they did stays noted under their name.")
ENABLE = Text("Open this account again")
ALL_ACCOUNTS = Text("All accounts")
YOU = Text("This is you. Somebody else must change your account.")
DONE: Mapping[str, Text] = {
    "changed": Text("The account is changed."),
    "disabled": Text("The account is closed."),
    "enabled": Text("The account is open again."),
    "ended": Text("Their sessions have ended."),
    "waits": Text("Nothing has changed yet: a second person must confirm it."),
}
STATES: Mapping[str, Text] = {
    "works": Text("in use"),
    "invited": Text("invited, not set up yet"),
    "lapsed": Text("the link has run out"),
    "disabled": Text("closed"),
}
ROLE_NAMES: Mapping[Role, Text] = {
    Role.COORDINATOR: Text("Coordinator: reads reports and passes them on"),
    Role.OFFICER: Text("Officer of an office: sees what was passed to it"),
    Role.CHILD_PROTECTION: Text("Child protection: sees matters of children"),
    Role.SUPERVISOR: Text("Supervisor: sees what is late, and figures"),
    Role.AUDITOR: Text("Auditor: sees who did what"),
    Role.ADMINISTRATOR: Text("Administrator: looks after accounts and settings, reads no cases"),
}
ROLE_SHORT: Mapping[Role, Text] = {
    Role.COORDINATOR: Text("Coordinator"),
    Role.OFFICER: Text("Officer of an office"),
    Role.CHILD_PROTECTION: Text("Child protection"),
    Role.SUPERVISOR: Text("Supervisor"),
    Role.AUDITOR: Text("Auditor"),
    Role.ADMINISTRATOR: Text("Administrator"),
}
PROBLEMS: Mapping[GrantProblem, Text] = {
    GrantProblem.OWN: Text("Nobody changes their own account here. Somebody else must."),
    GrantProblem.LAST: Text("This is the last administrator. Invite another one first."),
    GrantProblem.NO_ROLE: Text("Choose at least one role."),
    GrantProblem.MIXED: Text("Whoever administers reads no cases. That takes two accounts."),
    GrantProblem.NO_OFFICE: Text("Choose the office at which they work."),
    GrantProblem.UNKNOWN: Text("Please fill in a name, and choose from the lists."),
    GrantProblem.NO_SECOND: Text("Nobody else here can confirm this yet. Whoever runs the server does it: {command}"),
    GrantProblem.OWN_ASK: Text("You have asked for this. Somebody else must confirm it."),
    GrantProblem.ABOUT_SELF: Text("This is about your own account. Somebody else must confirm it."),
    GrantProblem.SAME_NAME: Text("You have the name of the person who asked. Somebody else must confirm it."),
    GrantProblem.SAME_BROWSER: Text(
        "On this browser, or theirs, both accounts have signed in. Somebody else must confirm it."
    ),
    GrantProblem.OVER: Text("This was decided already, has lapsed, or is no longer as it was asked."),
}
