"""Rows of mails: what came back, what a machine wrote, what goes in circles, and what a person wrote."""

import pytest

from reportbot.core.mail.kinds import Kind, Sorted, sorted_out
from reportbot.core.mail.reading import read_mail
from tests.core.mail.mails import HOST, OWN, raw, report


def kind_of(mail: bytes, sender: str | None = "zyra@office.example") -> Kind:
    return sorted_out(read_mail(mail), HOST, OWN, sender).kind


@pytest.mark.parametrize(("action", "status", "expected"), [
    ("failed", "5.1.1", Sorted(Kind.BOUNCE, "5.1.1")),
    ("failed", "4.4.7", Sorted(Kind.BOUNCE, "4.4.7")),  # it gave up after days
    ("Failed (bad domain)", "5.1.2 (no such host)", Sorted(Kind.BOUNCE, "5.1.2")),
    ("failed", "", Sorted(Kind.BOUNCE)),
    ("delayed", "4.4.1", Sorted(Kind.DELAYED, "4.4.1")),
    ("delivered", "2.0.0", Sorted(Kind.ARRIVED)),
    ("relayed", "2.1.9", Sorted(Kind.ARRIVED)),
])  # fmt: skip
def test_a_delivery_report_says_what_became_of_a_mail(action: str, status: str, expected: Sorted) -> None:
    mail = read_mail(report(action, status))
    assert sorted_out(mail, HOST, OWN, "") == expected
    assert mail.about == "<forward.77@reports.drenas.example>"


@pytest.mark.parametrize(("subject", "text", "expected"), [
    ("Undelivered Mail Returned to Sender", "host said: 550 5.1.1 no such user", Sorted(Kind.BOUNCE, "5.1.1")),
    ("failure notice", "I'm sorry. I wasn't able to deliver.", Sorted(Kind.BOUNCE)),
    ("Mail delivery failed: returning message to sender", "550 unknown user", Sorted(Kind.BOUNCE, "5.0.0")),
    ("Delivery Status Notification (Failure)", "", Sorted(Kind.BOUNCE)),
    ("Nuk u dorëzua: Raporti", "", Sorted(Kind.BOUNCE)),
    ("Delivery Status Notification (Delay)", "4.4.1 still trying", Sorted(Kind.DELAYED, "4.4.1")),
    ("Warning: could not send message for past 4 hours", "", Sorted(Kind.DELAYED)),
    ("Mail system", "451 4.7.1 greylisted", Sorted(Kind.DELAYED, "4.7.1")),
])  # fmt: skip
@pytest.mark.parametrize("sender", ["", None])
def test_a_report_in_words_is_understood_too(subject: str, text: str, expected: Sorted, sender: str | None) -> None:
    mail = read_mail(raw(text, Subject=subject, From="Mail Delivery Subsystem <MAILER-DAEMON@mx.example>"))
    assert sorted_out(mail, HOST, OWN, sender) == expected


@pytest.mark.parametrize("headers", [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated; type=vacation"},
    {"Auto_Submitted": "AUTO-NOTIFIED"},
    {"Precedence": "bulk"},
    {"Precedence": "auto_reply"},
    {"X_Autoreply": "yes"},
    {"X_Autorespond": "12"},
    {"X_Auto_Response_Suppress": "All"},
    {"Subject": "Automatic reply: Raporti 2026-0001"},
    {"Subject": "Out of Office: Raporti"},
    {"Subject": "Përgjigje automatike: Raporti"},
    {"Subject": "=?utf-8?B?UMOrcmdqaWdqZSBhdXRvbWF0aWtl?="},
    {"Subject": "Jashtë zyrës deri më 3 dhjetor"},
    {"Subject": "Automatski odgovor: Raporti"},
    {"Subject": "Аутоматски одговор: Raporti"},
    {"Subject": "Na godišnjem odmoru"},
    {"Subject": "Jam me pushim vjetor"},
    {"Subject": "Mungoj deri më 3 dhjetor"},
    {"Subject": "AW: Automatische Antwort: Raporti"},
])  # fmt: skip
def test_an_automatic_answer_is_no_answer(headers: dict[str, str]) -> None:
    assert kind_of(raw("PRANOJ", **headers)) is Kind.AUTOMATIC


def test_whatever_nobody_may_answer_was_written_by_a_machine() -> None:
    assert kind_of(raw("PRANOJ"), sender="") is Kind.AUTOMATIC


def test_a_receipt_of_reading_is_no_answer() -> None:
    mail = raw(
        "--A\n\nPRANOJ\n--A--\n", Content_Type="multipart/report; report-type=disposition-notification; boundary=A"
    )
    assert kind_of(mail) is Kind.ARRIVED


@pytest.mark.parametrize("headers", [
    {"Message_ID": f"<forward.77@{HOST}>"},
    {"Message_ID": f"<forward.77@{HOST.upper()}>"},
    {"From": "Reports <reports@drenas.example>"},
    {"From": "ANSWERS@town.example"},
    {"Sender": "reports@drenas.example"},
    {"List_Id": "<all.office.example>"},
    {"X_Loop": "yes"},
])  # fmt: skip
def test_our_own_mail_in_a_circle_is_no_answer(headers: dict[str, str]) -> None:
    assert kind_of(raw("PRANOJ", **headers)) is Kind.LOOP


def test_a_mail_that_has_come_through_too_many_servers_goes_in_circles() -> None:
    hops = b"Received: from a by b; Sun, 22 Nov 2026 09:00:00 +0000\r\n"
    assert kind_of(hops * 30 + raw()) is Kind.HUMAN
    assert kind_of(hops * 31 + raw()) is Kind.LOOP


@pytest.mark.parametrize("headers", [
    {},
    {"Auto_Submitted": "no"},
    {"X_Auto_Response_Suppress": "None"},
    {"Precedence": "first-class"},
    {"From": "myreports@drenas.example.org"},
    {"From": "postmaster <zyra@office.example>"},
    {"Subject": "Automobili para shkollës"},
    {"Subject": "Re: Raporti 2026-0001 (550 euro)"},
    {"In_Reply_To": f"<forward.77@{HOST}>"},
])  # fmt: skip
def test_what_a_person_wrote_is_a_persons(headers: dict[str, str]) -> None:
    assert kind_of(raw("PRANOJ", **headers)) is Kind.HUMAN
