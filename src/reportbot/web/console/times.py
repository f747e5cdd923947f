"""Time as people at a desk say it: how long a case is open, how soon something is due, how late it is. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reportbot.core.messages import Text

HOURS_UP_TO = timedelta(hours=48)  # beyond that, days are easier to grasp


def due(at: datetime, now: datetime) -> Text:
    """ "in 3 hours", "2 days late" """
    if at < now:
        return Text("{time} late", {"time": span(now - at)})
    return Text("in {time}", {"time": span(at - now)})


def age(since: datetime, now: datetime) -> Text:
    """ "for 3 days" """
    return Text("for {time}", {"time": span(now - since)})


def day(at: datetime, zone: str) -> str:
    """ "22.11.2027": with its year, for what lies far ahead or long ago"""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day}.{local.month}.{local.year}"


def span(time: timedelta) -> Text:
    """Rounded to whole minutes, hours up to two days, then days; at least one minute."""
    minutes = max(1, round(time / timedelta(minutes=1)))
    if minutes < 60:
        return Text("1 minute") if minutes == 1 else Text("{count} minutes", {"count": minutes})
    hours = round(minutes / 60)
    if timedelta(hours=hours) < HOURS_UP_TO:
        return Text("1 hour") if hours == 1 else Text("{count} hours", {"count": hours})
    return Text("{count} days", {"count": round(hours / 24)})
