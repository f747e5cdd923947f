"""A chat is linked no longer: its row goes, and what still waits for it finds nobody."""

from datetime import datetime

from reportbot.service.ports import Work
from reportbot.service.tables.staff_chats import StaffChat


async def remove(work: Work, chat: StaffChat, why: str, now: datetime) -> None:
    """`why` is a word for the audit log: stopped, console, replaced, disabled, gone."""
    await work.staff_chats.remove([chat.id])
    work.audit.note(
        "chat_unlinked", at=now, municipality=chat.municipality, actor=f"@{chat.member}", subject=chat.channel, why=why
    )
