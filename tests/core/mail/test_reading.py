"""A raw mail is read within limits: whatever anybody sends is a mail or one clear refusal."""

import random
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.errors import BadInput
from reportbot.core.mail.kinds import sorted_out
from reportbot.core.mail.newest import newest_words
from reportbot.core.mail.pictures import Files, files_in
from reportbot.core.mail.reading import LARGEST, LARGEST_LOGO, LONGEST_HEADER, LONGEST_TEXT, read_mail
from tests.core.mail.mails import HOST, OWN, from_iphone, raw, report, with_files

PLACES = st.integers(0, 2_000)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-2", "windows-1250", "utf-16", "no-such-charset"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_words_are_read_in_the_letters_that_they_were_sent_in(charset: str, encoding: str) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "zyra@office.example"
    usual = "utf-8" if charset == "no-such-charset" else charset
    mail.set_content("Pranoj. Šta je sa tim?".encode(usual), "text", "plain", cte=encoding)
    mail.set_param("charset", charset)
    assert read_mail(mail.as_bytes()).text.strip() == "Pranoj. Šta je sa tim?"


def test_headers_are_decoded_and_cut() -> None:
    mail = read_mail(raw(Subject="=?utf-8?Q?P=C3=ABrgjigje?= e re", X_Long="a" * 5_000))
    assert mail.first("subject") == "Përgjigje e re"
    assert len(mail.first("x-long")) == LONGEST_HEADER


def test_what_is_never_closed_in_html_ends_with_the_text_and_takes_no_time() -> None:
    """To look for the end of each of 30,000 took a quarter of a minute, in which nobody was answered."""
    html = "<p>PRANOJ</p>" + "<style>x{} " * 15_000
    assert read_mail(raw(html, Content_Type="text/html; charset=utf-8")).text.strip() == "PRANOJ"
    page = "<html><head><title>x</title><body><p>PRANOJ</p>"
    assert read_mail(raw(page, Content_Type="text/html; charset=utf-8")).text.strip() == "PRANOJ"


def test_the_plain_half_is_read_and_html_only_where_there_is_no_other() -> None:
    both = EmailMessage(policy=SMTP)
    both["From"] = "zyra@office.example"
    both.set_content("plain words")
    both.add_alternative("<p>html words</p>", subtype="html")
    both.add_attachment("attached words", filename="a.txt")
    assert read_mail(both.as_bytes()).text.strip() == "plain words"
    html = "<head><style>x{}</style></head><p>PRANOJ<br>Ejani<blockquote>old &amp; quoted</blockquote></p>"
    alone = read_mail(raw(html, Content_Type="text/html; charset=utf-8"))
    assert newest_words(alone.text).split() == ["PRANOJ", "Ejani"]


def test_what_came_back_is_not_taken_for_the_words_of_a_mail() -> None:
    old = raw("old words").decode().replace("\r\n", "\n")
    text = f"--A\n\nsee below\n--A\nContent-Type: message/rfc822\n\n{old}\n--A--\n"
    mail = read_mail(raw(text, Content_Type='multipart/mixed; boundary="A"'))
    assert mail.text.strip() == "see below"
    assert mail.about == "<abc@office.example>"


@pytest.mark.parametrize("rubbish", [
    b"",
    b"\n",
    b"no header at all",
    b"\xff\xfe\x00" * 20,
    b"A: b\r\n" * 400 + b"\r\ntext",
    raw("x", Content_Type="multipart/mixed; boundary=A") + b"--A\r\nContent-Type: message/rfc822\r\n\r\n" * 50,
    raw("x") + b'boundary="a" ' * 50,
    raw("--A\n\nx\n" * 60, Content_Type="multipart/mixed; boundary=A"),
])  # fmt: skip
def test_what_is_no_mail_is_one_clear_refusal(rubbish: bytes) -> None:
    with pytest.raises(BadInput):
        read_mail(rubbish)


def test_a_large_mail_is_read_from_its_beginning() -> None:
    """Somebody repairs a manhole, and answers with four photos of a telephone."""
    photos = [("image/jpeg", bytes(2 * LARGEST))] * 4
    mail = read_mail(with_files(*photos))
    assert mail.text.strip() == "U krye, u riparua"
    assert mail.attached >= 1


def test_files_are_counted_and_signatures_and_logos_are_none() -> None:
    assert read_mail(with_files()).attached == 0
    assert read_mail(with_files(("image/jpeg", b"x"), ("application/pdf", b"x"))).attached == 2
    assert read_mail(with_files(("application/pgp-signature", b"x"))).attached == 0
    logo = with_files(("image/png", b"x")).replace(b"Content-Disposition: attachment", b"Content-ID: <logo>\r\nX-A: b")
    assert read_mail(logo).attached == 0


def test_a_photo_that_a_phone_puts_into_the_text_is_one_and_a_logo_there_is_none() -> None:
    photo, logo = b"\xff\xd8" + bytes(LARGEST_LOGO), b"\xff\xd8" + bytes(LARGEST_LOGO - 2000)
    mail = from_iphone(photo, photo, logo=logo)
    assert (read_mail(mail).text.strip(), read_mail(mail).attached) == ("U krye, u riparua", 2)
    assert files_in(mail) == Files((photo, photo), 2)
    assert (read_mail(from_iphone(logo=logo)).attached, files_in(from_iphone(logo=logo))) == (0, Files())


def test_a_long_text_is_cut() -> None:
    assert len(read_mail(raw("a" * (LARGEST // 2))).text) == LONGEST_TEXT


@given(st.binary(max_size=3_000))
def test_any_bytes_are_a_mail_or_a_refusal(data: bytes) -> None:
    _taken(data)


@given(st.lists(st.tuples(PLACES, st.binary(max_size=8)), max_size=12), st.booleans())
def test_a_mail_with_any_bytes_in_it_is_a_mail_or_a_refusal(changes: list[tuple[int, bytes]], came_back: bool) -> None:
    data = report() if came_back else raw("PRANOJ\n\nMë 22.11.2026 zyra shkroi:\n> x\n")
    for place, piece in changes:
        data = data[:place] + piece + data[place + len(piece) :]
    _taken(data)


@pytest.mark.parametrize("seed", range(20))
def test_headers_full_of_brackets_and_quotes_cost_no_minutes(seed: int) -> None:
    dice = random.Random(seed)
    nasty = "".join(dice.choice('()<>@,;:\\"[]=?. \t') for _ in range(20_000))
    _taken(raw(Content_Type=f"multipart/mixed; boundary={nasty}", From=nasty, Content_Disposition=nasty, Subject=nasty))


def _taken(data: bytes) -> None:
    try:
        mail = read_mail(data)
    except BadInput:
        return
    sorted_out(mail, HOST, OWN, None)
    assert len(newest_words(mail.text)) <= 1000
