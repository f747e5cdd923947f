"""Rows: Twilio's form -> our message; our message -> To, From, Body; signatures. And rubbish."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from reportbot.channels.sms_twilio import check_signature, inbound, request
from reportbot.core.errors import BadInput, BadSignature
from reportbot.core.messages import Address, Attachment, Choice, InboundMessage, Location, OutboundMessage
from reportbot.core.sms import segments

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ME = Address("drenas", "sms", "+38344000000")
SID = "SM" + "0" * 31 + "7"
URL = "https://report.example.org/hooks/twilio/drenas"
NUMBER = "+15005550006"
ME_SID = "ME" + "0" * 31 + "9"
A_PICTURE = Attachment("photo", f"{SID}/{ME_SID}")


def a_form(**fields: str) -> dict[str, str]:
    return {
        "MessageSid": SID, "From": "+38344000000", "To": NUMBER, "Body": "po", "NumMedia": "0",
        "FromCity": "Drenas", "FromCountry": "XK", "ProfileName": "Drita",
        **fields,
    }  # fmt: skip


def a_file(at: int, kind: str = "image/jpeg") -> dict[str, str]:
    url = f"https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/{SID}/Media/{ME_SID}"
    return {f"MediaUrl{at}": url, f"MediaContentType{at}": kind}


def a_message(**content: Any) -> InboundMessage:
    return InboundMessage(
        **{"address": ME, "received_at": NOW, "keys": (f"twilio:{SID}",), "text": "po", "copy": SID, **content}
    )


@pytest.mark.parametrize(("form", "message"), [
    (a_form(), a_message()),
    (a_form(Body="STOP"), a_message(text="STOP")),
    (a_form(Body=""), a_message(text="")),
    (a_form(Body="x" * 5000), a_message(text="x" * 4096)),
    (a_form(Body="a\x00b"), a_message(text="ab")),
    (a_form(NumMedia="1", MediaUrl0="https://api.twilio.com/1"), a_message(attachments=(Attachment("other"),))),
    (a_form(NumMedia="banana"), a_message(attachments=(Attachment("other"),))),
    (a_form(NumMedia="1", **a_file(0)), a_message(attachments=(A_PICTURE,))),
    (
        a_form(NumMedia="2", **a_file(0), **a_file(1, "audio/ogg")),
        a_message(attachments=(A_PICTURE, Attachment("voice"))),
    ),
    (a_form(NumMedia="1", **a_file(0, "video/mp4")), a_message(attachments=(Attachment("video"),))),
    (a_form(NumMedia="1", **a_file(0, "image/gif")), a_message(attachments=(Attachment("picture"),))),
    (a_form(NumMedia="1", **a_file(0, "text/x-vcard")), a_message(attachments=(Attachment("file"),))),
    (a_form(NumMedia="0", **a_file(0)), a_message()),
    (a_form(NumMedia="1", MediaUrl0=ME_SID, MediaContentType0="image/jpeg"), a_message(attachments=(A_PICTURE,))),
    (a_form(NumMedia="99", **a_file(40)), a_message(attachments=(Attachment("other"),))),
    (a_form(From="whatsapp:+38344000000"), a_message(address=Address("drenas", "sms", "whatsapp:+38344000000"))),
    (a_form(Latitude="42.62", Longitude="20.89"), a_message(location=Location(42.62, 20.89))),
    (a_form(Latitude="nan", Longitude="1"), a_message()),
    (a_form(Latitude="420", Longitude="1"), a_message()),
])  # fmt: skip
def test_what_a_phone_sends_becomes_a_message(form: dict[str, str], message: InboundMessage) -> None:
    assert inbound("drenas", form, NOW) == message


def test_a_name_or_a_town_of_the_sender_never_gets_in() -> None:
    heard = repr(inbound("kamez", a_form(), NOW))
    assert "Drita" not in heard
    assert "Drenas" not in heard


def test_the_same_message_has_the_same_key_however_often_it_comes() -> None:
    assert {inbound("drenas", a_form(), NOW.replace(minute=minute)).keys for minute in range(5)} == {(f"twilio:{SID}",)}


@pytest.mark.parametrize("form", [
    {}, a_form(From=""), a_form(From="IPKO"), a_form(From="55155"), a_form(From="+383"), a_form(From="+38344000000\n"),
    a_form(MessageSid=""), a_form(MessageSid="SM7"), a_form(MessageSid=SID + "\n"), a_form(From="+٣٨٣٤٤٠٠٠٠٠٠"),
])  # fmt: skip
def test_a_sender_who_cannot_be_answered_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        inbound("drenas", form, NOW)


@given(
    st.dictionaries(
        st.sampled_from(
            ["From", "MessageSid", "Body", "NumMedia", "MediaUrl0", "MediaContentType0", "Latitude", "Longitude"]
        ),
        st.text() | st.sampled_from(["+38344000000", SID, ME_SID, "image/png"]) | st.integers() | st.none(),
    )
)
def test_rubbish_is_a_message_or_bad_input(form: Any) -> None:
    try:
        assert isinstance(inbound("drenas", form, NOW), InboundMessage)
    except BadInput:
        return


def test_a_text_is_folded_choices_are_numbered_and_commands_left_out() -> None:
    message = OutboundMessage(
        ME,
        "Çka ka ndodhur në fshat?",
        (Choice("a", "Fëmijë"), Choice("b", "Opasnost – jama")),
        (Choice("x", "Kthehu"),),
    )
    assert request(message, NUMBER) == {
        "To": "+38344000000",
        "From": NUMBER,
        "Body": "Çka ka ndodhur ne fshat?\n1 Femije\n2 Opasnost - jama",
    }


def test_whatsapp_keeps_its_letters_and_is_answered_over_whatsapp() -> None:
    there = Address("drenas", "sms", "whatsapp:+38344000000")
    assert request(OutboundMessage(there, "Fëmijë", (Choice("a", "Po"),)), NUMBER) == {
        "To": "whatsapp:+38344000000",
        "From": "whatsapp:+15005550006",
        "Body": "Fëmijë\n1 Po",
    }


@pytest.mark.parametrize("address", ["+38344000000", "whatsapp:+38344000000"])
def test_too_long_a_text_loses_its_end_and_never_its_choices(address: str) -> None:
    choices = (Choice("a", "Po"), Choice("b", "Jo"))
    body = request(OutboundMessage(Address("drenas", "sms", address), "fjalë " * 900, choices), NUMBER)["Body"]
    assert body.endswith("\n1 Po\n2 Jo")
    assert 1400 < len(body) <= 1600


@given(st.text(max_size=3000), st.lists(st.text(min_size=1, max_size=300), max_size=8))
def test_an_sms_is_never_billed_as_more_than_ten(text: str, labels: list[str]) -> None:
    choices = tuple(Choice(label, label) for label in labels)
    assert segments(request(OutboundMessage(ME, text, choices), NUMBER)["Body"]) <= 10


SIGNATURE = RequestValidator("token").compute_signature(URL, a_form())


def test_what_twilio_signed_is_let_in() -> None:
    check_signature(URL, a_form(), SIGNATURE, "token")
    check_signature(URL, FormData(a_form()), SIGNATURE, "token")  # type: ignore[arg-type]


@pytest.mark.parametrize(("url", "form", "signature", "token"), [
    (URL, a_form(Body="jo"), SIGNATURE, "token"),
    (URL, a_form(More="x"), SIGNATURE, "token"),
    (URL, {}, SIGNATURE, "token"),
    ("http://report.example.org/hooks/twilio/drenas", a_form(), SIGNATURE, "token"),
    (URL.replace("drenas", "kamez"), a_form(), SIGNATURE, "token"),
    (URL, a_form(), "", "token"),
    (URL, a_form(), SIGNATURE[:-1], "token"),
    (URL, a_form(), "ë" * len(SIGNATURE), "token"),
    (URL, a_form(), SIGNATURE, "another"),
    (URL, a_form(), RequestValidator("").compute_signature(URL, a_form()), ""),
    (URL, a_form(Body="\ud800"), SIGNATURE, "token"),
])  # fmt: skip
def test_what_twilio_did_not_sign_is_turned_away(url: str, form: dict[str, str], signature: str, token: str) -> None:
    with pytest.raises(BadSignature):
        check_signature(url, form, signature, token)
