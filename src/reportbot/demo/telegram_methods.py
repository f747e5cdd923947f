"""The Bot API methods on one page: `METHODS` names every one that the fake server knows."""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from reportbot.demo import telegram_messages as messages
from reportbot.demo.telegram_bots import BotAccount
from reportbot.demo.telegram_params import ApiError, Params
from reportbot.demo.telegram_webhook import Webhook

Json = dict[str, Any]
Method = Callable[[BotAccount, Params], Awaitable[Any]]

LARGEST_DOWNLOAD_BYTES = 20 * 1024 * 1024


async def get_me(bot: BotAccount, params: Params) -> Json:
    can = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return {**bot.user, **can}


async def get_updates(bot: BotAccount, params: Params) -> list[Json]:
    if params.get("allowed_updates") is not None:
        bot.updates.allowed = params["allowed_updates"]
    offset, limit = params.get("offset", 0), params.get("limit", 100)
    return await bot.updates.poll(offset, limit, params.get("timeout", 0))


async def set_webhook(bot: BotAccount, params: Params) -> bool:
    url, secret = params.get("url", ""), params.get("secret_token", "")
    if not url:
        return await delete_webhook(bot, params)
    _check_webhook(url, secret)
    if params.get("drop_pending_updates"):
        bot.updates.drop_all()
    if params.get("allowed_updates") is not None:
        bot.updates.allowed = params["allowed_updates"]
    connections = min(max(params.get("max_connections", 40), 1), 100)
    webhook = Webhook(url, bot.attempted, secret, connections, bot.retry_seconds, obey=lambda said: _obey(bot, said))
    await _stop(bot.updates.set_webhook(webhook))
    return True


async def _obey(bot: BotAccount, said: Json) -> None:
    """What a webhook has answered. It never hears how that went."""
    with suppress(ApiError):
        if method := METHODS.get(str(said.get("method", ""))):
            await method(bot, {name: value for name, value in said.items() if name != "method"})


async def delete_webhook(bot: BotAccount, params: Params) -> bool:
    await _stop(bot.updates.set_webhook(None))
    if params.get("drop_pending_updates"):
        bot.updates.drop_all()
    return True


async def get_webhook_info(bot: BotAccount, params: Params) -> Json:
    webhook = bot.updates.webhook
    info: Json = {"has_custom_certificate": False, "pending_update_count": len(bot.updates)}
    if webhook is None:
        return {"url": "", **info}
    info |= {"max_connections": webhook.connections, "ip_address": "127.0.0.1", **webhook.last_error}
    return {"url": webhook.url, **info} | (
        {"allowed_updates": list(bot.updates.allowed)} if bot.updates.allowed else {}
    )


async def answer_callback_query(bot: BotAccount, params: Params) -> bool:
    chat = bot.queries.get(str(params.get("callback_query_id", "")))
    if chat is None:
        why = "query is too old and response timeout expired or query ID is invalid"
        raise ApiError(400, f"Bad Request: {why}")
    text = params.get("text") or ""
    if len(text) > 200:
        raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
    if text:
        chat.notices.append(text)
        chat.changed.ring()
    return True


async def get_file(bot: BotAccount, params: Params) -> Json:
    file = bot.files.get(params.get("file_id", ""))
    if file is None:
        raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    if len(file.data) > LARGEST_DOWNLOAD_BYTES:
        raise ApiError(400, "Bad Request: file is too big")
    return {**file.about(), "file_path": file.path}


async def set_my_commands(bot: BotAccount, params: Params) -> bool:
    commands = params.get("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise ApiError(400, "Bad Request: commands must be an Array of at most 100 BotCommand")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "").removeprefix("/")):
            raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise ApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return _remember(bot, "setMyCommands", params)


async def get_my_commands(bot: BotAccount, params: Params) -> list[Json]:
    set_before = bot.settings.get(("setMyCommands", params.get("language_code", "")), {})
    return list(set_before.get("commands", []))


async def set_chat_menu_button(bot: BotAccount, params: Params) -> bool:
    if params.get("chat_id") is not None:
        bot.chat(params["chat_id"])
    return _remember(bot, "setChatMenuButton", params)


async def set_my_description(bot: BotAccount, params: Params) -> bool:
    _no_longer_than(params.get("description", ""), 512)
    return _remember(bot, "setMyDescription", params)


async def set_my_short_description(bot: BotAccount, params: Params) -> bool:
    _no_longer_than(params.get("short_description", ""), 120)
    return _remember(bot, "setMyShortDescription", params)


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": messages.send_message,
    "sendDocument": messages.send_document,
    "sendPhoto": messages.send_photo,
    "sendChatAction": messages.send_chat_action,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "deleteMessages": messages.delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "setMyDescription": set_my_description,
    "setMyShortDescription": set_my_short_description,
    "setChatMenuButton": set_chat_menu_button,
}


def _check_webhook(url: str, secret: str) -> None:
    """HTTPS only; plain HTTP to this machine alone, as a self-hosted server in local mode allows."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise ApiError(400, "Bad Request: secret token contains unallowed characters")


async def _stop(webhook: Webhook | None) -> None:
    if webhook is not None:
        await webhook.stop()


def _remember(bot: BotAccount, method: str, params: Params) -> bool:
    bot.settings[(method, params.get("language_code", ""))] = params
    return True


def _no_longer_than(text: str, most: int) -> None:
    if len(text) > most:
        raise ApiError(400, "Bad Request: text is too long")
