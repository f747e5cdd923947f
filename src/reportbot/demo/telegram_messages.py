"""The Bot API methods that write, change and delete messages, with the limits and refusals of the real server."""

import time
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from reportbot.demo.telegram_bots import BotAccount
from reportbot.demo.telegram_chat import Chat, entities_of
from reportbot.demo.telegram_files import measure
from reportbot.demo.telegram_params import ApiError, Params, Upload

Json = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_CALLBACK_DATA_BYTES = 64
LARGEST_UPLOAD_BYTES = 50 * 1024 * 1024
LARGEST_PHOTO_BYTES = 10 * 1024 * 1024
LONGEST_DELETABLE_SECONDS = 48 * 60 * 60  # core.telegram.org/bots/api#deletemessage


async def send_message(bot: BotAccount, params: Params) -> Json:
    text, markup = _text(params), _markup(params)
    return _send(bot, params, {"text": text}, markup)


async def send_document(bot: BotAccount, params: Params) -> Json:
    caption, markup = _caption(params), _markup(params)
    upload = _upload(params, "document", LARGEST_UPLOAD_BYTES)
    document, file = bot.files.document(upload.data, upload.filename or "file", upload.content_type)
    return _send(bot, params, {"document": document, **caption}, markup, file.data)


async def send_photo(bot: BotAccount, params: Params) -> Json:
    caption, markup = _caption(params), _markup(params)
    upload = _upload(params, "photo", LARGEST_PHOTO_BYTES)
    if measure(upload.data) is None:
        raise ApiError(400, "Bad Request: IMAGE_PROCESS_FAILED")
    sizes, file = bot.files.photo(upload.data)
    return _send(bot, params, {"photo": sizes, **caption}, markup, file.data)


async def send_chat_action(bot: BotAccount, params: Params) -> bool:
    bot.open_chat(params.get("chat_id"))
    if not params.get("action"):
        raise ApiError(400, "Bad Request: wrong parameter action in request")
    return True


async def edit_message_text(bot: BotAccount, params: Params) -> Json:
    text, markup = _text(params), _markup(params, {"inline_keyboard"})
    chat, message = _mine(bot, params)
    if "text" not in message:
        raise ApiError(400, "Bad Request: there is no text in the message to edit")
    return _edit(chat, message, text, markup)


async def edit_message_reply_markup(bot: BotAccount, params: Params) -> Json:
    markup = _markup(params, {"inline_keyboard"})
    chat, message = _mine(bot, params)
    return _edit(chat, message, message.get("text", ""), markup)


async def delete_message(bot: BotAccount, params: Params) -> bool:
    """In a private chat a bot deletes what either side has sent less than 48 hours ago."""
    chat, number = bot.chat(params.get("chat_id")), params.get("message_id", 0)
    if number not in chat.messages:
        raise ApiError(400, "Bad Request: message to delete not found")
    _check_age(chat, [number])
    return chat.remove(number)


async def delete_messages(bot: BotAccount, params: Params) -> bool:
    chat, numbers = bot.chat(params.get("chat_id")), params.get("message_ids")
    if not isinstance(numbers, list) or not 1 <= len(numbers) <= 100:
        raise ApiError(400, "Bad Request: message identifiers are not specified, or there are too many of them")
    _check_age(chat, numbers)
    for number in numbers:
        chat.remove(number)
    return True


def _check_age(chat: Chat, numbers: Collection[int]) -> None:
    """One that is too old, and nothing of the call is done."""
    since = time.time() - LONGEST_DELETABLE_SECONDS
    if any(chat.messages[number]["date"] < since for number in numbers if number in chat.messages):
        raise ApiError(400, "Bad Request: message can't be deleted for everyone")


def _send(bot: BotAccount, params: Params, content: Json, markup: Json | None, file: bytes = b"") -> Json:
    chat = bot.open_chat(params.get("chat_id"))
    more = _answered(chat, params)
    if params.get("protect_content"):
        more["has_protected_content"] = True
    if "text" in content and params.get("link_preview_options"):
        more["link_preview_options"] = params["link_preview_options"]
    message = chat.add(bot.user, {**content, **more})
    if file:
        chat.files[message["message_id"]] = file
    chat.show(message, markup)
    return message


def _edit(chat: Chat, message: Json, text: str, markup: Json | None) -> Json:
    if text == message.get("text", "") and (markup or {}) == message.get("reply_markup", {}):
        why = (
            "specified new message content and reply markup are exactly the same as a current content "
            "and reply markup of the message"
        )
        raise ApiError(400, f"Bad Request: message is not modified: {why}")
    if "text" in message:
        message.pop("entities", None)
        message |= {"text": text} | entities_of({"text": text})
    message["edit_date"] = int(time.time())
    chat.show(message, markup)
    return message


def _mine(bot: BotAccount, params: Params) -> tuple[Chat, Json]:
    """A message that the bot may edit: its own, without a reply keyboard."""
    chat = bot.open_chat(params.get("chat_id"))
    message = chat.messages.get(params.get("message_id", 0))
    if message is None:
        raise ApiError(400, "Bad Request: message to edit not found")
    if not message["from"]["is_bot"] or chat.markups.get(message["message_id"], {}).keys() - {"inline_keyboard"}:
        raise ApiError(400, "Bad Request: message can't be edited")
    return chat, message


def _answered(chat: Chat, params: Params) -> Json:
    wanted = params.get("reply_parameters")
    if not wanted:
        return {}
    message = chat.messages.get(wanted.get("message_id", 0))
    if message is None and not wanted.get("allow_sending_without_reply"):
        raise ApiError(400, "Bad Request: message to be replied not found")
    return {"reply_to_message": message} if message else {}


def _text(params: Params) -> str:
    _refuse_markup_languages(params)
    text = str(params.get("text", "")).strip()
    if not text:
        raise ApiError(400, "Bad Request: message text is empty")
    if len(text) > LONGEST_TEXT:
        raise ApiError(400, "Bad Request: message is too long")
    return text


def _caption(params: Params) -> Json:
    _refuse_markup_languages(params)
    caption = str(params.get("caption") or "").strip()
    if len(caption) > LONGEST_CAPTION:
        raise ApiError(400, "Bad Request: message caption is too long")
    return {"caption": caption} if caption else {}


def _refuse_markup_languages(params: Params) -> None:
    """The one thing that only the fake refuses: our bot sends plain text, so nobody's words can become markup."""
    if params.get("parse_mode") or params.get("entities") or params.get("caption_entities"):
        raise ApiError(400, "Bad Request: this server takes plain text only (no parse_mode, no entities)")


def _upload(params: Params, name: str, most: int) -> Upload:
    """The file itself. File ids and URLs, which the real server takes too, are refused: our bot always uploads."""
    upload = params.get(name)
    if not isinstance(upload, Upload):
        raise ApiError(400, f"Bad Request: there is no {name} in the request")
    if not upload.data:
        raise ApiError(400, "Bad Request: file must be non-empty")
    if len(upload.data) > most:
        raise ApiError(413, "Request Entity Too Large")
    return upload


def _markup(params: Params, kinds: Collection[str] = ("inline_keyboard", "keyboard", "remove_keyboard")) -> Json | None:
    markup = params.get("reply_markup")
    if not markup:
        return None
    if not isinstance(markup, dict) or not (markup.keys() & {*kinds, "force_reply"}):
        raise ApiError(400, "Bad Request: object expected as reply markup")
    for row in markup.get("inline_keyboard", []):
        for button in row:
            _check_inline(button)
    for row in markup.get("keyboard", []):
        for key in row:
            if not (key if isinstance(key, str) else key.get("text")):
                raise ApiError(400, "Bad Request: keyboard button text must be non-empty")
    return markup


def _check_inline(button: Json) -> None:
    if not button.get("text"):
        raise ApiError(400, "Bad Request: inline keyboard button text must be non-empty")
    if not button.keys() - {"text", "style", "icon_custom_emoji_id"}:
        why = "Text buttons are unallowed in the inline keyboard"
        raise ApiError(400, f"Bad Request: can't parse inline keyboard button: {why}")
    if len(button.get("callback_data", "").encode()) > LONGEST_CALLBACK_DATA_BYTES:
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if "url" in button and not _is_web_address(button["url"]):
        raise ApiError(400, f"Bad Request: inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _is_web_address(url: str) -> bool:
    """The real server wants a dot in the host: http://localhost is refused."""
    parts = urlsplit(url)
    return parts.scheme == "tg" or (parts.scheme in {"http", "https"} and "." in (parts.hostname or ""))
