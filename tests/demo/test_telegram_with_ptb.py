"""python-telegram-bot's real client speaks to the fake Telegram server over HTTP."""

import json

import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from reportbot.demo.telegram_chat import Button
from tests.demo.conftest import OTHER_TOKEN, TOKEN, Telegram, a_bot
from tests.demo.specs import check_update, needs_bot_api

YES_NO = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Po", callback_data="yes")], [InlineKeyboardButton("Jo", callback_data="no")]]
)


async def test_a_text_arrives_with_all_that_telegram_knows_about_its_sender(telegram: Telegram, bot: Bot) -> None:
    telegram.server.person(42, first_name="Shembull", username="shembull42", language_code="sr").says("ka nje pus")
    (update,) = await bot.get_updates()
    assert update.message and update.message.from_user
    sender = update.message.from_user
    assert (update.message.text, update.message.chat.id, update.message.chat.type) == ("ka nje pus", 42, "private")
    assert (sender.first_name, sender.last_name) == ("Shembull", "Shembulli")
    assert (sender.username, sender.language_code) == ("shembull42", "sr")


async def test_updates_stay_until_a_later_offset_confirms_them(telegram: Telegram, bot: Bot) -> None:
    person = telegram.server.person(42)
    first, second = person.says("one"), person.says("two")
    assert [update.update_id for update in await bot.get_updates()] == [first, second]
    assert [update.update_id for update in await bot.get_updates(limit=1)] == [first]
    assert [update.update_id for update in await bot.get_updates(offset=second)] == [second]
    assert [update.update_id for update in await bot.get_updates()] == [second]
    assert await bot.get_updates(offset=second + 1) == ()


async def test_a_negative_offset_keeps_only_the_last_ones(telegram: Telegram, bot: Bot) -> None:
    person = telegram.server.person(42)
    ids = [person.says(text) for text in ("one", "two", "three")]
    assert [update.update_id for update in await bot.get_updates(offset=-1)] == ids[-1:]


async def test_a_long_poll_ends_when_somebody_writes(telegram: Telegram) -> None:
    """PTB's own poll loop: it waits in getUpdates, the handler answers, the person hears it."""
    app = Application.builder().token(TOKEN).base_url(f"{telegram.url}/bot").build()

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text(f"you said {update.message.text}")

    app.add_handler(MessageHandler(filters.TEXT, answer))
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling(poll_interval=0, timeout=5)
        person = telegram.server.person(42)
        person.says("tung")
        assert (await person.hears_next()).text == "you said tung"
        person.says("prapë")
        assert (await person.hears_next()).text == "you said prapë"
        await app.updater.stop()
        await app.stop()


async def test_a_button_is_pressed_and_the_message_edited(telegram: Telegram, bot: Bot) -> None:
    person = telegram.server.person(42)
    sent = await bot.send_message(42, "A ka rrezik?", reply_markup=YES_NO)
    assert person.heard[-1].labels == ["Po", "Jo"]
    person.presses("Po")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query and query.data == "yes" and query.message and query.message.message_id == sent.message_id
    await query.answer("U ruajt")
    await query.edit_message_text("A ka rrezik? Po")
    assert person.notices == ["U ruajt"]
    assert [(heard.text, heard.buttons) for heard in person.heard] == [("A ka rrezik? Po", ())]
    with pytest.raises(LookupError, match="Po"):
        person.presses("Po")


async def test_what_was_pressed_is_told_as_it_stood_then(telegram: Telegram, bot: Bot) -> None:
    person = telegram.server.person(42)
    sent = await bot.send_message(42, "before", reply_markup=YES_NO)
    person.presses("no")
    await bot.edit_message_text("after", 42, sent.message_id)
    (update,) = await bot.get_updates()
    assert update.callback_query and update.callback_query.message
    assert json.loads(update.to_json())["callback_query"]["message"]["text"] == "before"


async def test_a_keyboard_asks_for_the_place_and_goes_away(telegram: Telegram, bot: Bot) -> None:
    person = telegram.server.person(42)
    keys = [[KeyboardButton("Dërgo vendin", request_location=True)], [KeyboardButton("Anulo")]]
    await bot.send_message(42, "Ku?", reply_markup=ReplyKeyboardMarkup(keys, resize_keyboard=True))
    assert person.keyboard == (Button("Dërgo vendin", asks="location"), Button("Anulo"))
    with pytest.raises(LookupError, match="sends_location"):
        person.presses("Dërgo vendin")
    person.sends_location(42.62, 20.89)
    person.presses("Anulo")
    pin, typed = await bot.get_updates()
    assert pin.message and pin.message.location and typed.message
    assert (pin.message.location.latitude, typed.message.text) == (42.62, "Anulo")
    await bot.send_message(42, "Mirë", reply_markup=ReplyKeyboardRemove())
    assert not person.keyboard


async def test_a_photo_comes_in_two_sizes_and_is_fetched_unchanged(telegram: Telegram, bot: Bot, photo: bytes) -> None:
    telegram.server.person(42).sends_photo(photo, caption="ja ku")
    (update,) = await bot.get_updates()
    assert update.message and update.message.caption == "ja ku"
    small, large = update.message.photo
    assert (large.width, large.height, small.width) == (640, 480, 90)
    assert bytes(await (await bot.get_file(large.file_id)).download_as_bytearray()) == photo
    assert len(await (await bot.get_file(small.file_id)).download_as_bytearray()) < len(photo)


async def test_every_kind_of_message_that_a_person_can_send_is_understood(telegram: Telegram, bot: Bot) -> None:
    person = telegram.server.person(42)
    person.starts("drenas")
    person.sends_document(b"%PDF-", "dosja.pdf")
    person.sends_voice()
    person.sends_contact("+38344000000")
    person.forwards("nga dikush tjetër", "Tjetri")
    person.edits("e ndryshova")
    person.blocks_the_bot()
    updates = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    start, document, voice, contact, forward, edit, block = updates
    assert start.message and start.message.text == "/start drenas" and start.message.entities[0].type == "bot_command"
    assert document.message and document.message.document and document.message.document.mime_type == "application/pdf"
    assert voice.message and voice.message.voice
    assert contact.message and contact.message.contact and contact.message.contact.phone_number == "+38344000000"
    assert forward.message and forward.message.forward_origin and forward.message.forward_origin.type == "user"
    assert edit.edited_message and edit.edited_message.text == "e ndryshova"
    assert block.my_chat_member and block.my_chat_member.new_chat_member.status == "kicked"


@needs_bot_api
async def test_what_a_person_does_is_told_as_published(telegram: Telegram, bot: Bot, photo: bytes) -> None:
    person = telegram.server.person(42)
    await bot.send_message(42, "?", reply_markup=YES_NO)
    person.says("/start https://example.org/x")
    person.presses("Po")
    person.sends_photo(photo)
    person.sends_document(b"x", "a.txt")
    person.sends_voice()
    person.sends_location(42.0, 20.0)
    person.sends_contact("+38344000000")
    person.forwards("a", "B")
    person.edits("b")
    person.blocks_the_bot()
    await bot.get_updates()
    updates = telegram.server.calls_of("getUpdates")[-1].result
    assert len(updates) == 10
    assert [problem for update in updates for problem in check_update(update)] == []


async def test_files_and_quiet_calls_go_through(telegram: Telegram, bot: Bot, photo: bytes) -> None:
    person = telegram.server.person(42)
    await bot.send_document(42, b"numri,kategoria\n", filename="javore.csv", caption="Java")
    await bot.send_photo(42, photo)
    assert [heard.file for heard in person.heard] == [b"numri,kategoria\n", photo]
    sent = await bot.send_message(42, "fshije", protect_content=True, disable_notification=True)
    await bot.edit_message_reply_markup(42, sent.message_id, reply_markup=YES_NO)
    assert person.heard[-1].labels == ["Po", "Jo"]
    await bot.delete_message(42, sent.message_id)
    await bot.delete_messages(42, [heard.message_id for heard in person.heard])
    assert person.heard == []
    await bot.set_my_commands([BotCommand("ndihma", "Ndihmë")], language_code="sq")
    assert [command.command for command in await bot.get_my_commands(language_code="sq")] == ["ndihma"]
    assert await bot.get_my_commands() == ()
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    await bot.set_my_description("Raporto një rrezik", "sq")
    await bot.send_chat_action(42, "typing")


async def test_two_bots_on_one_server_do_not_hear_each_other(telegram: Telegram, bot: Bot) -> None:
    mine, theirs = telegram.server.person(42), telegram.server.person(42, token=OTHER_TOKEN)
    mine.says("for the first")
    theirs.says("for the second")
    async with a_bot(telegram, OTHER_TOKEN) as other:
        assert [update.message.text for update in await bot.get_updates() if update.message] == ["for the first"]
        assert [update.message.text for update in await other.get_updates() if update.message] == ["for the second"]
        await other.send_message(42, "from the second")
    assert (len(mine.heard), len(theirs.heard)) == (0, 1)


async def test_in_a_group_the_bot_hears_commands_and_presses_only(telegram: Telegram, bot: Bot) -> None:
    duty = telegram.server.person(-1001234567890)
    sent = await bot.send_message(-1001234567890, "Rast i ri", reply_markup=YES_NO)
    assert sent.chat.type == "supergroup"
    assert duty.says("talk among colleagues") == 0
    duty.says("/ndihma")
    duty.presses("Po")
    command, press = await bot.get_updates()
    assert command.message and command.message.text == "/ndihma"
    assert press.callback_query and press.callback_query.from_user.id > 0


async def test_only_the_kinds_asked_for_are_told(telegram: Telegram, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    assert telegram.server.person(42).says("not asked for") == 0
    assert await bot.get_updates() == ()


async def test_update_ids_may_start_again_lower(telegram: Telegram, bot: Bot) -> None:
    person = telegram.server.person(42)
    before = person.says("before a quiet week")
    await bot.get_updates(offset=before + 1)
    person.bot.updates.next_id = 7
    assert person.says("after it") == 7
    assert [update.update_id for update in await bot.get_updates()] == [7]


async def test_a_confirmed_update_can_be_delivered_again(telegram: Telegram, bot: Bot) -> None:
    update_id = telegram.server.person(42).says("once")
    await bot.get_updates()
    assert await bot.get_updates(offset=update_id + 1) == ()
    telegram.server.redeliver(update_id)
    assert [update.update_id for update in await bot.get_updates(offset=update_id + 1)] == [update_id]
    assert await bot.get_updates(offset=update_id + 1) == ()
