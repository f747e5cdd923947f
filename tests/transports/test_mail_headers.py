"""A subject arrives as it was written: every space, in any language, in lines that any server takes."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest

from reportbot.transports.mail_headers import POLICY

SUBJECTS = [
    "Raportimi 2026-0002: ju lutemi përgjigjuni deri: e hënë, 23 nëntor, ora 01:16",
    "Raportimi 2026-0004: ju lutemi përgjigjuni deri: e martë, 24 nëntor, ora 08:00",
    "Prijava 2026-0004: molimo odgovorite do utorka, 24. novembra, u 08:00, č ć š ž đ",
    "ë" * 300,
    "ë " * 150 + "ë",
    "short",
    "plain words " * 12 + "end",
]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_arrives_as_it_was_written(subject: str) -> None:
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = subject
    sent = mail.as_bytes(policy=POLICY)
    assert str(message_from_bytes(sent, policy=policy.default)["Subject"]) == subject
    unfolded = message_from_bytes(sent)["Subject"].replace("\r\n", "")
    assert str(make_header(decode_header(unfolded))) == subject, "as older readers see it too"


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_line_is_too_long_and_all_is_ascii(subject: str) -> None:
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = subject
    sent = mail.as_bytes(policy=POLICY)
    assert sent.isascii() and max(map(len, sent.split(b"\r\n"))) <= 78
    assert all(line.startswith(b" ") for line in sent.split(b"\r\n\r\n")[0].split(b"\r\n")[1:])
