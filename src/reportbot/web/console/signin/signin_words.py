"""What is said about signing in, the second factor, and one's own account."""

from collections.abc import Mapping

from reportbot.core.messages import Text
from reportbot.core.signin.passwords import LONGEST, SHORTEST, PasswordProblem

SIGN_IN = Text("Sign in")
PLEASE = Text("Please sign in")
WHICH_TOWN = Text("Where do you work?")
NAME = Text("Your sign-in name")
PASSWORD = Text("Password")
GO_ON = Text("Go on")
BY_PASSKEY = Text("Sign in with a passkey")
BY_PASSKEY_HELP = Text("Your device asks for your finger, face or PIN. Nothing has to be typed.")
NEEDS_SCRIPT = Text("Passkeys need JavaScript. A password works without it.")
LOST = Text("Lost your password or telephone? An administrator and a second person give you a new link.")
NOT_RIGHT = Text("That was not right. Please try again.")
WAIT = Text("Too many wrong answers. Please wait {seconds} seconds, then try again.")
WAIT_HELP = Text("After that the right answer works. Your account is not locked.")
KEPT = Text("You were signed out while you were writing. Your words are kept. Sign in and go on.")
KEPT_HERE = Text("These are the words that you wrote before you were signed out. Nothing was sent yet.")
KEPT_LOST_FORM = Text("The form for these words is not on this page any more. Here they are, so that nothing is lost.")
ENDED = Text("Your session is over. Please sign in again.")
RENEWED = Text("Your ways to sign in were replaced {at}, by a new link. Was it not you? Tell the desk at once.")

SECOND = Text("The second step")
CODE = Text("Code of your app")
CODE_HELP = Text("Six digits, new every half minute. If your telephone is lost, type a recovery code.")
BY_PASSKEY_SECOND = Text("Use a passkey")
CONFIRM = Text("Please confirm that it is you")
CONFIRM_HELP = Text("This step is asked again before roles are changed and before data leaves the house.")
CONFIRM_BY_LINK = Text("In the demo there is no second step. Press the button.")
CONFIRM_BUTTON = Text("It is me")
NOT_NOW = Text("Not now")

SET_UP = Text("Set up your account")
SET_UP_HELLO = Text("Welcome, {name}. Choose how you will sign in.")
SET_UP_NAME = Text("Your sign-in name is {key}. Please write it down.")
SET_UP_AGAIN = Text("What you set up here replaces your earlier password, app and passkeys.")
WITH_PASSKEY = Text("With a passkey")
WITH_PASSKEY_HELP = Text("The simplest way: your telephone, computer or security key proves who you are.")
PASSKEY_LABEL = Text("What do you call this device?")
MAKE_PASSKEY = Text("Set up a passkey")
WITH_PASSWORD = Text("With a password and an app")
NEW_PASSWORD = Text("New password")
PASSWORD_HELP = Text("At least {fewest} letters. Four or five words that only you would put together are good.")
PASSWORD_AGAIN = Text("The same password once more")
APP_HELP = Text("Scan this picture with an authenticator app, or type the letters into it.")
APP_PICTURE = Text("The picture to scan")
APP_HERE = Text("The app is on this device: open it there")
APP_LETTERS = Text("The letters to type")
FIRST_CODE = Text("The six digits that the app shows now")
SAVE = Text("Save and go on")
LINK_OVER = Text("This link was used already, or its time is over.")
LINK_OVER_HELP = Text("Ask an administrator of your town for a new link.")
RECOVER = Text("Lost your passkey? Sign in with a recovery code.")
RECOVER_TITLE = Text("Sign in with a recovery code")
RECOVER_HELP = Text("For an account without a password. Each of the codes on your paper works once.")
RECOVERY_CODE = Text("Recovery code")
NO_CODES = Text("You have no recovery codes. Without them a lost passkey locks you out, until two people help.")
CODE_WRONG = Text("The six digits were not right. Type those that the app shows now.")
PASSKEY_REFUSED = Text("The passkey did not work. Please try again.")
PASSWORD_PROBLEMS: Mapping[PasswordProblem, Text] = {
    PasswordProblem.SHORT: Text("The password needs at least {fewest} letters.", {"fewest": SHORTEST}),
    PasswordProblem.LONG: Text("The password may have at most {most} letters.", {"most": LONGEST}),
    PasswordProblem.COMMON: Text("Others would guess this password. Put words together that only you would."),
    PasswordProblem.DIFFERENT: Text("The two passwords are not the same."),
}

CODES = Text("Your recovery codes")
CODES_HELP = Text("Print them or write them down now: they are shown only once.")
CODES_HELP_USE = Text("Each works once in place of the app, if your telephone is lost.")
CODES_DONE = Text("I have them on paper")

ACCOUNT = Text("Your account")
SESSIONS = Text("Where you are signed in")
SESSION_HERE = Text("this browser")
SESSION_SINCE = Text("since {since}, last here {seen}")
UNKNOWN_BROWSER = Text("a browser")
END_SESSION = Text("End")
END_OTHERS = Text("End all others")
PASSKEYS = Text("Your passkeys")
NO_PASSKEYS = Text("You have no passkey yet.")
NO_PASSKEYS_HERE = Text("Passkeys need an address with https.")
PASSKEY_ADDED = Text("set up {since}")
PASSKEY_USED = Text("last used {seen}")
UNNAMED = Text("without a name")
REMOVE = Text("Remove")
CODES_LEFT = Text("Recovery codes that are left: {count}")
NEW_CODES = Text("Make new recovery codes")
NEW_CODES_HELP = Text("The earlier ones do not work any more after that.")
PASSWORD_AND_APP = Text("Password and app")
HAS_PASSWORD = Text("You have a password and an app.")
NO_PASSWORD = Text("You have no password yet.")
HAS_NO_PASSWORD = Text("You have no password: you sign in with a passkey.")
CHANGE_PASSWORD, ADD_PASSWORD = Text("Change password and app"), Text("Set up a password and an app")
LANGUAGE = Text("Language of these pages")
USE_LANGUAGE = Text("Use it")
LAST_WAY = Text("This is your only way to sign in. Set up another one first.")
DONE: Mapping[str, Text] = {
    "ended": Text("The session has ended."),
    "passkey": Text("The passkey is set up."),
    "removed": Text("The passkey is removed."),
    "language": Text("Your language is kept."),
    "welcome": Text("Your account is set up."),
    "recovered": Text("You are in. Set up a new passkey now, and remove the lost one."),
    "disowned": Text("The link works no more. Please tell your superior, too."),
    "known": Text("Good. This is not shown any more."),
}
