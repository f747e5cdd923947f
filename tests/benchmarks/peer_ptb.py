"""The peer: the same report as a python-telegram-bot user would write it, with ConversationHandler and SQLite.

State is flushed once per update, with one commit, before the update is acknowledged. Where PTB leaves a choice, the
faster one was taken: plain sqlite3 on the loop, only what is used is persisted. PTB says that a ConversationHandler
needs `concurrent_updates` off, which is its default; it may be turned on here to see what that would bring.
"""

import json
import secrets
import sqlite3
import warnings
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BasePersistence,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    filters,
)
from telegram.request import BaseRequest
from telegram.warnings import PTBUserWarning

from tests.benchmarks.people import Json

TOKEN = "7000000001:benchmark"
LANGUAGE, WHAT, CATEGORY, PLACE, DESCRIPTION, CONFIRM = range(6)
FIELDS = ("language", "what", "category", "place", "description")
LANGUAGES = {"sq": "Shqip", "sr": "Srpski", "en": "English"}
WHATS = {"hazard": "A hazard in public space", "person": "Someone at risk", "help": "Find help", "check": "My report"}
CATEGORIES = {
    "manhole": "Open manhole",
    "dangerous_site": "Dangerous site",
    "playground": "Playground",
    "sidewalk_traffic": "Pavement or traffic",
    "waste": "Waste",
    "water_sewage": "Water or sewage",
    "stray_dogs": "Stray dogs",
}
ANSWERS = {"yes": "Send", "no": "Start over"}

Peer = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE


def application(
    database: sqlite3.Connection, concurrent: bool, request: BaseRequest | None = None, api_url: str = ""
) -> Peer:
    """The whole bot. Calls go through `request` where given, else by PTB's own httpx client to `api_url`."""
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{api_url}/bot").persistence(SqlitePersistence(database))
    builder = builder.updater(None).job_queue(None)  # type: ignore[arg-type]  # None is documented
    builder = builder.concurrent_updates(concurrent)
    if request:
        builder = builder.request(request).get_updates_request(request)
    peer = builder.build()
    peer.bot_data["database"] = database
    peer.add_handler(_conversation())
    return peer


async def process(peer: Peer, payload: Json) -> None:
    """One update, until its effect is on the disk: only then may it be acknowledged."""
    update = Update.de_json(payload, peer.bot)
    await peer.update_processor.process_update(update, _effect(peer, update))


async def _effect(peer: Peer, update: Update) -> None:
    await peer.process_update(update)
    await peer.update_persistence()
    assert peer.persistence is not None
    await peer.persistence.flush()


def open_database(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.executescript(
        """
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=FULL;
        CREATE TABLE IF NOT EXISTS user_data (user_id INTEGER PRIMARY KEY, data TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS conversations (
            name TEXT NOT NULL, key TEXT NOT NULL, state INTEGER NOT NULL, PRIMARY KEY (name, key)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS reports (
            code TEXT PRIMARY KEY, language TEXT NOT NULL, what TEXT NOT NULL, category TEXT NOT NULL,
            place TEXT NOT NULL, description TEXT NOT NULL, created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
        ) WITHOUT ROWID;
        """
    )
    return database


class SqlitePersistence(BasePersistence[dict[str, str], Any, Any]):
    """PTB's documented extension point. Writes join one transaction; `flush` commits it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        super().__init__(PersistenceInput(bot_data=False, chat_data=False, callback_data=False))
        self._database = database

    async def get_user_data(self) -> dict[int, dict[str, str]]:
        return {user: json.loads(data) for user, data in self._database.execute("SELECT user_id, data FROM user_data")}

    async def update_user_data(self, user_id: int, data: dict[str, str]) -> None:
        if not data:
            await self.drop_user_data(user_id)
        else:
            self._database.execute("INSERT OR REPLACE INTO user_data VALUES (?, ?)", (user_id, json.dumps(data)))

    async def drop_user_data(self, user_id: int) -> None:
        self._database.execute("DELETE FROM user_data WHERE user_id = ?", (user_id,))

    async def get_conversations(self, name: str) -> dict[tuple[int | str, ...], object]:
        rows = self._database.execute("SELECT key, state FROM conversations WHERE name = ?", (name,))
        return {tuple(json.loads(key)): state for key, state in rows}

    async def update_conversation(self, name: str, key: tuple[int | str, ...], new_state: object | None) -> None:
        if new_state is None:
            self._database.execute("DELETE FROM conversations WHERE name = ? AND key = ?", (name, json.dumps(key)))
        else:
            row = (name, json.dumps(key), new_state)
            self._database.execute("INSERT OR REPLACE INTO conversations VALUES (?, ?, ?)", row)

    async def flush(self) -> None:
        self._database.commit()

    # Not stored (see PersistenceInput above), but every persistence must have them.
    async def get_chat_data(self) -> dict[int, Any]:
        return {}

    async def get_bot_data(self) -> Any:
        return {}

    async def get_callback_data(self) -> None:
        return None

    async def update_chat_data(self, chat_id: int, data: Any) -> None: ...
    async def update_bot_data(self, data: Any) -> None: ...
    async def update_callback_data(self, data: Any) -> None: ...
    async def drop_chat_data(self, chat_id: int) -> None: ...
    async def refresh_user_data(self, user_id: int, user_data: dict[str, str]) -> None: ...
    async def refresh_chat_data(self, chat_id: int, chat_data: Any) -> None: ...
    async def refresh_bot_data(self, bot_data: Any) -> None: ...


def _conversation() -> ConversationHandler[Context]:
    text = filters.TEXT & ~filters.COMMAND
    with (
        warnings.catch_warnings()
    ):  # PTB's FAQ: this warning does not apply when buttons and texts are mixed on purpose
        warnings.filterwarnings("ignore", message=".*CallbackQueryHandler", category=PTBUserWarning)
        return ConversationHandler(
            entry_points=[CommandHandler("start", _start)],
            states={
                LANGUAGE: [CallbackQueryHandler(_language)],
                WHAT: [CallbackQueryHandler(_what)],
                CATEGORY: [CallbackQueryHandler(_category)],
                PLACE: [MessageHandler(text, _place)],
                DESCRIPTION: [MessageHandler(text, _description)],
                CONFIRM: [CallbackQueryHandler(_confirm)],
            },
            fallbacks=[CommandHandler("start", _start)],
            name="report",
            persistent=True,
        )


async def _start(update: Update, context: Context) -> int:
    _said(context).clear()
    welcome = "This is the report line of your town. It is not an emergency line: in danger call 112.\n\nLanguage?"
    return await _ask(update, welcome, LANGUAGE, LANGUAGES)


async def _language(update: Update, context: Context) -> int:
    _said(context)["language"] = await _pressed(update)
    return await _ask(update, "What do you want to do?", WHAT, WHATS)


async def _what(update: Update, context: Context) -> int:
    _said(context)["what"] = await _pressed(update)
    return await _ask(update, "What kind of hazard is it?", CATEGORY, CATEGORIES)


async def _category(update: Update, context: Context) -> int:
    _said(context)["category"] = await _pressed(update)
    return await _ask(update, "Where is it? Write the village or the neighbourhood.", PLACE)


async def _place(update: Update, context: Context) -> int:
    _said(context)["place"] = _typed(update)
    return await _ask(update, "What did you see? Write it in a few words.", DESCRIPTION)


async def _description(update: Update, context: Context) -> int:
    said = _said(context)
    said["description"] = _typed(update)
    summary = f"{CATEGORIES[said['category']]}\n{said['place']}\n{said['description']}\n\nSend this report?"
    return await _ask(update, summary, CONFIRM, ANSWERS)


async def _confirm(update: Update, context: Context) -> int:
    if await _pressed(update) != "yes":
        return await _start(update, context)
    said, code = _said(context), f"{secrets.randbelow(10**16):016d}"
    context.bot_data["database"].execute(
        "INSERT INTO reports (code, language, what, category, place, description) VALUES (?, ?, ?, ?, ?, ?)",
        (code, *(said[field] for field in FIELDS)),
    )
    said.clear()
    return await _ask(update, f"Received. Your code: {code}", ConversationHandler.END)


async def _ask(update: Update, text: str, state: int, choices: dict[str, str] | None = None) -> int:
    assert update.effective_message is not None
    rows = [[InlineKeyboardButton(label, callback_data=value)] for value, label in (choices or {}).items()]
    await update.effective_message.reply_text(text, reply_markup=InlineKeyboardMarkup(rows) if rows else None)
    return state


async def _pressed(update: Update) -> str:
    assert update.callback_query is not None and update.callback_query.data is not None
    return update.callback_query.data


def _typed(update: Update) -> str:
    assert update.effective_message is not None and update.effective_message.text is not None
    return update.effective_message.text


def _said(context: Context) -> dict[str, str]:
    assert context.user_data is not None
    return context.user_data
