"""A channel at the fake Twilio, for the tests of everything that talks to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from reportbot.channels.sms_twilio_client import TwilioAccount, TwilioChannel
from reportbot.demo.serving import serve
from reportbot.demo.twilio_server import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_NUMBER, TwilioServer

PHONE = "+38344000000"
ACCOUNT = TwilioAccount(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_NUMBER)


@asynccontextmanager
async def a_channel_at(server: TwilioServer) -> AsyncIterator[TwilioChannel]:
    async with serve(server.app) as url:
        channel = TwilioChannel({"drenas": ACCOUNT}, url, 5)
        try:
            yield channel
        finally:
            await channel.close()
