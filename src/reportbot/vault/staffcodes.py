"""The code by which somebody who works at the desk links a chat: chance alone, kept nowhere."""

from nacl.utils import random as random_bytes

from reportbot.core.staff_chat import ALPHABET, CODE_LETTERS


def new_staff_code() -> str:
    """50 bits: the alphabet has 32 letters, so each byte's last five bits choose one of them evenly."""
    return "".join(ALPHABET[each % len(ALPHABET)] for each in random_bytes(CODE_LETTERS))
