"""Rows: an update of Telegram's -> our message; our message -> the call. And rubbish, which may break nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.channels import telegram as translation
from reportbot.channels.telegram import callback_id, inbound
from reportbot.channels.telegram_calls import deletions, requests
from reportbot.core.errors import BadInput, RuleBroken
from reportbot.core.messages import Address, Attachment, Choice, InboundMessage, Kind, Location, OutboundMessage
from reportbot.transports import telegram as duty_chat
from tests.demo.specs import check_call, check_update, needs_bot_api

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ME = Address("drenas", "telegram", "42")
KEYS = ("telegram:update:drenas:7", "telegram:message:drenas:42:3")
PERSON = {"id": 42, "is_bot": False, "first_name": "Drita", "username": "drita", "language_code": "sq"}
CHAT = {"id": 42, "type": "private", "first_name": "Drita", "username": "drita"}
SMALL = {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 900}
LARGE = {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 853, "file_size": 90_000}


def an_update(**content: Any) -> dict[str, Any]:
    return {"update_id": 7, "message": {"message_id": 3, "date": 1, "chat": CHAT, "from": PERSON, **content}}


def a_press(data: str = "hazard", chat: dict[str, Any] = CHAT) -> dict[str, Any]:
    message = {"message_id": 2, "date": 1, "chat": chat, "text": "Menu"}
    pressed = {"id": "991", "from": PERSON, "chat_instance": "5", "message": message, "data": data}
    return {"update_id": 7, "callback_query": pressed}


A_FILE = {"file_id": "file", "file_unique_id": "f", "file_size": 5}
DOCUMENTS: dict[str, Kind] = {
    "application/pdf": "file",
    "text/html": "file",
    "image/gif": "picture",
    "image/svg+xml": "picture",
    "image/avif": "picture",
    "audio/mpeg": "voice",
    "video/mp4": "video",
}
FILM = {**A_FILE, "width": 1, "height": 1, "duration": 3}
DECLINED: list[tuple[dict[str, Any], Kind]] = [
    ({"voice": {**A_FILE, "duration": 3}}, "voice"),
    ({"audio": {**A_FILE, "duration": 3, "performer": "Drita"}}, "voice"),
    ({"video": FILM}, "video"),
    ({"video_note": {**A_FILE, "length": 1, "duration": 3}}, "video"),
    ({"animation": FILM, "document": A_FILE | {"mime_type": "image/jpeg"}}, "video"),
    (
        {"sticker": {**A_FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
        "other",
    ),
    ({"dice": {"emoji": "🎲", "value": 3}}, "other"),
    ({"contact": {"phone_number": "+38344000000", "first_name": "Drita"}}, "contact"),
]


def a_document(mime_type: str, size: int = 5) -> dict[str, Any]:
    return {"document": A_FILE | {"mime_type": mime_type, "file_size": size}}


def a_message(**content: Any) -> InboundMessage:
    return InboundMessage(ME, NOW, **{"keys": KEYS, "number": "3", **content})


UNDERSTOOD = [
    (an_update(text="Ka një pus pa kapak"), a_message(text="Ka një pus pa kapak")),
    (an_update(text="/start poster"), a_message(text="/start poster")),
    (an_update(text="x" * 5000), a_message(text="x" * 4096)),
    (an_update(text="a\x00b\ud800"), a_message(text="ab?")),
    (an_update(location={"latitude": 42.62, "longitude": 20.89}), a_message(location=Location(42.62, 20.89))),
    (an_update(photo=[SMALL, LARGE]), a_message(attachments=(Attachment("photo", "large", size=90_000),))),
    (
        an_update(photo=[LARGE, SMALL], caption="Pusi"),
        a_message(text="Pusi", attachments=(Attachment("photo", "large", size=90_000),)),
    ),
    (
        an_update(live_photo={**A_FILE, "width": 1, "height": 1, "duration": 3, "photo": [SMALL, LARGE]}),
        a_message(attachments=(Attachment("photo", "large", size=90_000),)),
    ),
    *[
        (an_update(**a_document(kind)), a_message(attachments=(Attachment("photo", "file", size=5),)))
        for kind in ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "IMAGE/JPEG")
    ],
    *[
        (an_update(document=A_FILE | named), a_message(attachments=(Attachment("photo", "file", size=5),)))
        for named in [
            {"file_name": "Drita IMG_0001.HEIC"},
            {"file_name": "IMG_0001.heic", "mime_type": "application/octet-stream"},
        ]
    ],
    *[
        (an_update(**a_document(kind)), a_message(attachments=(Attachment(becomes),)))
        for kind, becomes in DOCUMENTS.items()
    ],
    (an_update(document=A_FILE), a_message(attachments=(Attachment("file"),))),
    (an_update(document=A_FILE | {"file_name": "photo.heic.zip"}), a_message(attachments=(Attachment("file"),))),
    (
        an_update(**a_document("image/heic", 20 * 1024 * 1024 + 1)),
        a_message(attachments=(Attachment("large_photo"),)),
    ),
    *[(an_update(**content), a_message(attachments=(Attachment(becomes),))) for content, becomes in DECLINED],
    (
        an_update(voice={**A_FILE, "duration": 3}, caption="Pusi"),
        a_message(text="Pusi", attachments=(Attachment("voice"),)),
    ),
    (
        a_press(),
        a_message(keys=("telegram:update:drenas:7", "telegram:press:991"), pressed="hazard", number="2"),
    ),
]
GROUP = {"id": -100, "type": "group", "title": "Duty"}
NOTHING_FOR_US = [
    {"update_id": 7, "edited_message": an_update(text="corrected")["message"]},
    {"update_id": 7, "channel_post": an_update(text="news")["message"]},
    {"update_id": 7, "message": {"message_id": 3, "date": 1, "chat": GROUP, "text": "hello"}},
    a_press(chat=GROUP),
    a_press(data="office:received-12"),
    an_update(message_auto_delete_time=86400),
    an_update(),
    {"update_id": 7},
]


@pytest.mark.parametrize(("update", "message"), UNDERSTOOD)
def test_what_a_reporter_sends_becomes_a_message(update: dict[str, Any], message: InboundMessage) -> None:
    assert inbound("drenas", update, NOW) == message


@pytest.mark.parametrize("update", NOTHING_FOR_US)
def test_what_is_not_for_us_is_let_go(update: dict[str, Any]) -> None:
    assert inbound("drenas", update, NOW) is None


@needs_bot_api
@pytest.mark.parametrize("update", [update for update, _ in UNDERSTOOD if "\x00" not in str(update)] + NOTHING_FOR_US)
def test_our_updates_are_such_as_telegram_sends(update: dict[str, Any]) -> None:
    if "message_auto_delete_time" not in update.get("message", {}):
        assert check_update(update) == []


def test_nobodys_name_gets_in() -> None:
    for update, _ in UNDERSTOOD:
        assert "rita" not in repr(inbound("drenas", update, NOW))


def test_the_same_update_has_the_same_keys_however_often_it_comes() -> None:
    five = {inbound("drenas", an_update(text="po"), NOW.replace(minute=minute)).keys for minute in range(5)}  # type: ignore[union-attr]
    assert five == {KEYS}


def test_towns_do_not_share_keys() -> None:
    drenas, kamez = (inbound(town, an_update(text="po"), NOW) for town in ("drenas", "kamez"))
    assert drenas is not None
    assert kamez is not None
    assert not set(drenas.keys) & set(kamez.keys)


@pytest.mark.parametrize("update", [
    an_update(text="po") | {"update_id": "7"},
    an_update(text="po") | {"update_id": True},
    an_update(text="po") | {"update_id": 2**70},
    {"update_id": 7, "message": {"chat": CHAT, "text": "po"}},
    {"update_id": 7, "message": {"message_id": 3, "chat": {"type": "private"}, "text": "po"}},
    an_update(location={"latitude": float("nan"), "longitude": 0}),
    an_update(location={"latitude": 91, "longitude": 0}),
    an_update(location={"latitude": "42", "longitude": "20"}),
    {"update_id": 7, "callback_query": {"data": "x", "message": {"chat": CHAT}}},
    [],
    None,
    "update",
])  # fmt: skip
def test_a_message_that_cannot_be_read_is_refused(update: Any) -> None:
    with pytest.raises(BadInput):
        inbound("drenas", update, NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
FIELDS = st.sampled_from(
    ["message_id", "chat", "text", "caption", "location", "photo", "document", "voice", "contact", "id", "type", "data"]
)
TWISTED = st.recursive(
    JSON | st.just("private") | st.just(CHAT),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=6),
    max_leaves=20,
)


@given(st.fixed_dictionaries({}, optional={"update_id": TWISTED, "message": TWISTED, "callback_query": TWISTED}) | JSON)
def test_rubbish_is_nothing_or_bad_input(update: Any) -> None:
    try:
        found = inbound("drenas", update, NOW)
    except BadInput:
        return
    assert found is None or isinstance(found, InboundMessage)


@given(TWISTED)
def test_a_real_message_with_rubbish_in_it_never_breaks_anything(rubbish: Any) -> None:
    for name in ("text", "location", "photo", "document", "caption"):
        try:
            found = inbound("drenas", an_update(**{name: rubbish}), NOW)
        except BadInput:
            continue
        assert found is None or found.address == ME


@pytest.mark.parametrize(("update", "found"), [(a_press(), "991"), (an_update(text="po"), ""), ({}, "")])
def test_only_a_pressed_button_has_something_to_answer(update: dict[str, Any], found: str) -> None:
    assert callback_id(update) == found


def test_choices_are_numbered_buttons_and_commands_the_last_row() -> None:
    message = OutboundMessage(
        ME,
        "Çka ka ndodhur?",
        (Choice("hazard", "Rrezik"), Choice("child", "Fëmijë")),
        (Choice("back", "Kthehu"), Choice("help", "Ndihmë")),
    )
    assert requests(message) == (
        {
            "chat_id": 42,
            "text": "Çka ka ndodhur?",
            "link_preview_options": {"is_disabled": True},
            "protect_content": False,
            "reply_markup": {
                "inline_keyboard": [
                    [{"text": "1 · Rrezik", "callback_data": "hazard"}],
                    [{"text": "2 · Fëmijë", "callback_data": "child"}],
                    [{"text": "Kthehu", "callback_data": "back"}, {"text": "Ndihmë", "callback_data": "help"}],
                ]
            },
        },
    )


def test_a_plain_text_has_no_buttons() -> None:
    (call,) = requests(OutboundMessage(ME, "Faleminderit"))
    assert "reply_markup" not in call


@pytest.mark.parametrize("text", ["a" * 4097, "fjalë " * 1500, "😀" * 2049, "rresht\n" * 1200, "\n" * 5000])
def test_a_text_beyond_the_limit_is_sent_in_parts_with_the_buttons_last(text: str) -> None:
    calls = requests(OutboundMessage(ME, text, (Choice("yes", "Po"),)))
    assert len(calls) > 1
    assert all(0 < len(call["text"].encode("utf-16-le")) <= 2 * 4096 for call in calls)
    assert ["reply_markup" in call for call in calls] == [False] * (len(calls) - 1) + [True]
    assert "".join("".join(call["text"] for call in calls).split()) == "".join(text.split())


@pytest.mark.parametrize("data", ["", "x" * 65, "ë" * 33])
def test_a_choice_that_no_button_can_carry_is_refused(data: str) -> None:
    with pytest.raises(RuleBroken):
        requests(OutboundMessage(ME, "?", (Choice(data, "Po"),)))


def test_an_address_that_is_no_chat_id_is_refused_without_repeating_it() -> None:
    with pytest.raises(RuleBroken) as refused:
        requests(OutboundMessage(Address("drenas", "telegram", "+38344000000"), "?"))
    assert "383" not in str(refused.value)


@needs_bot_api
@pytest.mark.parametrize("message", [
    OutboundMessage(ME, "Po"),
    OutboundMessage(ME, "?", (Choice("yes", "Po"),), (Choice("back", "Kthehu"), Choice("help", "Ndihmë"))),
])  # fmt: skip
def test_our_calls_are_such_as_telegram_takes(message: OutboundMessage) -> None:
    assert [check_call("sendMessage", call) for call in requests(message)] == [[]]


def test_both_sides_know_a_duty_chats_button_by_the_same_mark() -> None:
    assert translation.OFFICE == duty_chat.OFFICE


@needs_bot_api
def test_deletions_are_such_as_telegram_takes_a_hundred_at_a_time() -> None:
    calls = deletions(ME, [str(number) for number in range(1, 151)] + ["1", "x"])
    assert [len(call["message_ids"]) for call in calls] == [100, 50]
    assert [check_call("deleteMessages", call) for call in calls] == [[], []]
    assert deletions(ME, []) == ()
