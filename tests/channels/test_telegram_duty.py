"""A photo below a notice of ours is an office's, also in a private duty chat; any other message is a person's."""

from datetime import UTC, datetime
from typing import Any

import pytest

from reportbot.channels.telegram import inbound
from reportbot.channels.telegram_duty import DutyPhoto, duty_photo

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LINK = "Raportimi 2026-0001\n\nhttps://reports.example/r/" + "a" * 40
BOT, PERSON = {"id": 1, "is_bot": True}, {"id": 7, "is_bot": False}
PHOTO = {"photo": [{"file_id": "small", "width": 1, "height": 1}, {"file_id": "large", "width": 9, "height": 9}]}


def update(said: dict[str, Any], replied: str = "", by: dict[str, Any] = BOT) -> dict[str, Any]:
    reply = {"reply_to_message": {"message_id": 3, "from": by, "text": replied}} if replied else {}
    return {"update_id": 1, "message": {"message_id": 4, "chat": {"id": 7, "type": "private"}, **said, **reply}}


@pytest.mark.parametrize(
    ("sent", "is_a_persons"),
    [
        (update(PHOTO, LINK), False),
        (update(PHOTO, LINK, PERSON), True),  # who pastes such a link is not we
        (update(PHOTO, "What happened?"), True),
        (update(PHOTO), True),
        (update({"text": "faleminderit"}, LINK), True),
    ],
)
def test_whose_a_photo_in_a_private_chat_is(sent: dict[str, Any], is_a_persons: bool) -> None:
    assert (inbound("drenas", sent, NOW) is not None) is is_a_persons


def test_of_a_photo_its_largest_size_counts_and_nobodys_name_is_read() -> None:
    sent = update({**PHOTO, "caption": "U krye", "from": {"id": 9, "first_name": "Arta"}}, LINK)
    assert duty_photo(sent) == DutyPhoto("7", "4", "large", "U krye", LINK)
    assert duty_photo(update({"text": "hello"}, LINK)) is None
    assert duty_photo(update({"document": {"file_id": "x", "mime_type": "application/pdf"}}, LINK)) is None
