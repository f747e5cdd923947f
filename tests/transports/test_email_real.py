"""Mail against Debian's Postfix, with STARTTLS and a certificate of its own, and against the faults of smtp-sink."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy

import pytest

from reportbot.service.ports import DeliveryFailed
from reportbot.transports.email import Email
from tests.mailservers import NoMailServer, Postfix, a_folder, certificate, postfix, smtp_sink

SENDER = "reports@town.example"


@dataclass(frozen=True)
class Letter:
    municipality: str = "drenas"
    target: str = "office@office.example"
    subject: str = "Rasti DR-2026-0012: rrezik në hapësirë publike"
    body: str = "Afati: 25.11.2026. ëçË\n.\n..\nFrom here on it goes on.\n" + "x" * 1_200
    link: str = "https://report.example.org/r/abc"
    message_id: str = "<forward.12@report.example.org>"
    buttons: tuple[tuple[str, str], ...] = ()
    short: str = ""
    code: str = ""
    facts: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    try:
        with postfix() as running:
            yield running
    except NoMailServer as reason:
        pytest.skip(str(reason))


async def test_postfix_takes_our_mail_over_starttls_letter_by_letter(server: Postfix) -> None:
    transport = Email(server.url, SENDER, authorities=str(server.authority))
    try:
        await transport.send(Letter())
    finally:
        await transport.close()
    (raw,) = server.wait_for(1)
    mail = message_from_bytes(raw, policy=policy.default)
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().splitlines() == [*Letter.body.splitlines(), "", Letter.link]
    assert (mail["Message-ID"], mail["Subject"], mail["Return-Path"]) == (
        Letter.message_id,
        Letter.subject,
        f"<{SENDER}>",
    )
    assert "ESMTPS" in str(mail["Received"])


async def test_postfix_refuses_an_address_for_good(server: Postfix) -> None:
    transport = Email(server.url, SENDER, authorities=str(server.authority))
    with pytest.raises(DeliveryFailed, match="address refused") as refused:
        await transport.send(Letter(target="refused@office.example"))
    await transport.close()
    assert not refused.value.retry


async def test_a_strangers_certificate_gets_no_mail(server: Postfix) -> None:
    before = len(server.mails())
    with a_folder() as folder:
        stranger, _ = certificate(folder)
        for authorities in ("", str(stranger)):
            with pytest.raises(DeliveryFailed) as refused:
                await Email(server.url, SENDER, authorities=authorities).send(Letter())
            assert refused.value.retry
    assert len(server.mails()) == before


async def test_a_right_certificate_of_another_name_gets_no_mail(server: Postfix) -> None:
    url = server.url.replace("localhost", "127.0.0.1")
    with pytest.raises(DeliveryFailed):
        await Email(url, SENDER, authorities=str(server.authority)).send(Letter())


@pytest.mark.parametrize(("options", "reason", "retry"), [
    (["-q", "connect"], "not reached", True),
    (["-q", "mail"], "not reached", True),
    (["-q", "rcpt"], "not reached", True),
    (["-q", "data"], "not reached", True),
    (["-q", "."], "not reached", True),  # it hangs up after the whole mail: nobody knows whether it arrived
    (["-r", "connect"], "not reached", True),
    (["-f", "mail"], "refused", False),
    (["-f", "rcpt"], "address refused", False),
    (["-f", "data"], "refused", False),
    (["-f", "."], "refused", False),
    (["-r", "mail"], "refused", True),
    (["-r", "rcpt"], "address refused", True),
    (["-r", "."], "refused", True),
])  # fmt: skip
async def test_each_fault_of_a_server_says_whether_trying_again_can_help(
    options: list[str], reason: str, retry: bool
) -> None:
    try:
        with smtp_sink(*options) as port:
            transport = Email(f"smtp://127.0.0.1:{port}", SENDER)
            with pytest.raises(DeliveryFailed, match=reason) as refused:
                await transport.send(Letter())
            await transport.close()
    except NoMailServer as absent:
        pytest.skip(str(absent))
    assert refused.value.retry is retry


async def test_a_slow_server_gets_its_mail() -> None:
    try:
        with smtp_sink("-w", "1") as port:
            transport = Email(f"smtp://127.0.0.1:{port}", SENDER)
            assert await transport.send(Letter()) == Letter.message_id
            await transport.close()
    except NoMailServer as absent:
        pytest.skip(str(absent))
