"""What runs, and what is tried: the demo, the service, one conversation, the check of all files."""

import argparse
import asyncio
import os
from pathlib import Path

from reportbot.cli.shared import CONFIG, TOWN, Commands


def add(commands: Commands) -> None:
    demo = commands.add_parser("demo", help="try everything on this machine, without any account")
    demo.add_argument("--port", type=int, default=8000, help="where the demo can be seen, on this machine alone")
    demo.add_argument("--folder", type=Path, default=Path("var/demo"), help="where the demo keeps its data")
    demo.set_defaults(run=_demo)

    serve = commands.add_parser("serve", help="run the service; settings come from REPORTBOT_… or --config")
    serve.add_argument("--config", type=Path, help=CONFIG)
    serve.set_defaults(run=_serve)

    check = commands.add_parser(
        "check", help="find every problem in flows, catalogues, municipality files and templates of letters"
    )
    check.add_argument("--municipalities", type=Path, help="the folder to check; without it, those that are shipped")
    check.add_argument(
        "--letters", type=Path, help="templates of letters; without it, REPORTBOT_LETTERS or the shipped"
    )
    check.add_argument("--quiet", action="store_true", help="do not list what the municipalities must still supply")
    check.add_argument("--draw", nargs="?", const="", metavar="FLOW", help="only draw the flows, or one, as Mermaid")
    check.set_defaults(run=_check)

    chat = commands.add_parser("chat", help="talk to the bot here")
    chat.add_argument("--municipality", default="drenas", help=TOWN)
    chat.add_argument(
        "--language",
        default="",
        choices=["sq", "sr", "tr", "bs", "en"],
        help="one of the town's; asked for if not given",
    )
    chat.add_argument(
        "--channel", default="terminal", choices=["terminal", "sms"], help="sms shows what a phone would get"
    )
    chat.set_defaults(run=_chat)


def _demo(options: argparse.Namespace) -> int:
    from reportbot.demo.run import run

    return asyncio.run(run(options.port, options.folder))


def _serve(options: argparse.Namespace) -> int:
    from reportbot.commands.serving import new_event_loop, serve
    from reportbot.config import read

    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(serve(read(os.environ, options.config)))


def _check(options: argparse.Namespace) -> int:
    from reportbot.commands.checking import check, print_drawings

    if options.draw is not None:
        return print_drawings(options.draw)
    letters = options.letters or (Path(given) if (given := os.environ.get("REPORTBOT_LETTERS")) else None)
    return check(options.municipalities, letters=letters, quiet=options.quiet)


def _chat(options: argparse.Namespace) -> int:
    from reportbot.commands.talking import talk

    return asyncio.run(talk(options.municipality, options.language, options.channel))
