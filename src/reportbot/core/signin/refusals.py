"""Why somebody could not sign in, or an account could not be changed."""

from datetime import timedelta

from reportbot.core.errors import BadInput, RuleBroken
from reportbot.core.signin.passwords import PasswordProblem


class NotThem(BadInput):
    """A name, password, code or passkey that is not right. It is never said which."""


class NotConfirmed(BadInput):
    """A link for which a second person at the desk is still awaited."""


class HandedCodeWrong(NotThem):
    """Not the code that the second person has handed over."""


class TooSoon(BadInput):
    """Somebody was wrong a moment ago: wait, then the right answer works."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too soon after a wrong answer")
        self.wait = wait


class PasskeyRefused(BadInput):
    """An answer of an authenticator that is not good."""


class PasskeyCopied(PasskeyRefused):
    """Somebody seems to have a copy of a passkey."""


class PasswordRefused(BadInput):
    """A new password that is too short, too long or too well known."""

    def __init__(self, problem: PasswordProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class LastWay(RuleBroken):
    """The last way to sign in is not taken away."""
