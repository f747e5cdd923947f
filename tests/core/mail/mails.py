"""Raw mails, as mail servers and people send them."""

from base64 import encodebytes
from email.message import EmailMessage
from email.policy import SMTP

HOST = "reports.drenas.example"
OWN = ("reports@drenas.example", "answers@town.example")


def raw(text: str = "PRANOJ\n", **headers: str) -> bytes:
    """A person's plain mail; `headers` replace or add, _ stands for -; "" leaves one out."""
    usual = {
        "From": "Zyra <zyra@office.example>",
        "To": "answers@town.example",
        "Subject": "Re: Raporti 2026-0001",
        "Message-ID": "<abc@office.example>",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    usual |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in usual.items() if value)
    return (head + "\r\n" + text.replace("\n", "\r\n")).encode()


def report(action: str = "failed", status: str = "5.1.1", about: str = "<forward.77@reports.drenas.example>") -> bytes:
    """A delivery report as Postfix writes it (RFC 3464)."""
    text = f"""\
This is a MIME-encapsulated message.

--AAA
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.office.example.

--AAA
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.office.example
Arrival-Date: Sun, 22 Nov 2026 09:00:00 +0000 (UTC)

Final-Recipient: rfc822; zyra@office.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 unknown

--AAA
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: reports@drenas.example
Message-ID: {about}
Subject: Raporti

--AAA--
"""
    return raw(
        text,
        From="MAILER-DAEMON@mx.office.example (Mail Delivery System)",
        Subject="Undelivered Mail Returned to Sender",
        Auto_Submitted="auto-replied",
        Content_Type='multipart/report; report-type=delivery-status; boundary="AAA"',
    )


def with_files(*files: tuple[str, bytes], text: str = "U krye, u riparua") -> bytes:
    """A mail with what was put to it, each by its type."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["Message-ID"] = "zyra@office.example", "<files@office.example>"
    mail.set_content(text)
    for kind, data in files:
        mail.add_attachment(data, *kind.split("/"), filename=f"file.{kind.split('/')[1]}")
    return mail.as_bytes()


def from_iphone(*pictures: bytes, logo: bytes = b"") -> bytes:
    """A mail of the iPhone's Mail: photos stand in the text between words, each with a Content-ID and "inline"."""
    body = b"--Apple-Mail-1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>U krye, u riparua<br>"
    for number in range(len(pictures)):
        body += b'<img src="cid:%d-8E1F@icloud.example" alt="IMG_0001.jpeg">' % number
    body += b'<img src="cid:logo@office.example">' * bool(logo) + b"</body></html>\r\n"
    names = [b"%d-8E1F@icloud.example" % number for number in range(len(pictures))]
    for name, data in [*zip(names, pictures, strict=True), *([(b"logo@office.example", logo)] if logo else [])]:
        body += (
            b"--Apple-Mail-1\r\nContent-Type: image/jpeg; name=IMG_0001.jpeg; x-apple-part-url="
            b"8E1F\r\nContent-Disposition: inline; filename=IMG_0001.jpeg\r\n"
            b"Content-Transfer-Encoding: base64\r\nContent-Id: <" + name + b">\r\n\r\n" + encodebytes(data)
        )
    head = (
        "From: Zyra <zyra@office.example>\r\nMessage-Id: <1A2B@office.example>\r\nMime-Version: 1.0 (1.0)\r\n"
        "X-Mailer: iPhone Mail (21E236)\r\nSubject: Re: Raporti 2026-0001\r\n"
        "Content-Type: multipart/related; type=text/html; boundary=Apple-Mail-1\r\n\r\n"
    )
    return head.encode() + body + b"--Apple-Mail-1--\r\n"
