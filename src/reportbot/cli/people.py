"""What an operator does for people: accounts of staff, a second person for settings, the audit log, a mail."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from reportbot.cli.shared import CONFIG, Commands
from reportbot.core.errors import BadSetup


def add(commands: Commands) -> None:
    staff = commands.add_parser("staff", help="invite: a link to set up an account · link: a new one · list")
    staff.add_argument("action", choices=("invite", "link", "list"), help="the first administrator is invited here")
    staff.add_argument("--municipality", required=True, help="whose desk, by the name of its file")
    staff.add_argument("--name", default="", help="invite: their name, as it stands at the desk")
    staff.add_argument("--role", action="append", default=[], help="invite: administrator, coordinator, officer …")
    staff.add_argument("--institution", default="", help="invite: the office they work at; the municipality if not")
    staff.add_argument("--sensitive", action="store_true", help="invite: named for all sensitive matters")
    staff.add_argument("--key", default="", help="link: their sign-in name")
    staff.add_argument("--config", type=Path, help=CONFIG)
    staff.set_defaults(run=_staff, is_quiet=True)

    settings = commands.add_parser("settings", help="list, confirm or refuse changes that wait for a second person")
    settings.add_argument("action", choices=("list", "confirm", "refuse"), help="speak with the office first")
    settings.add_argument("number", nargs="?", type=int, default=0, help="confirm, refuse: as the list has it")
    settings.add_argument("--municipality", required=True, help="whose settings, by the name of its file")
    settings.add_argument("--config", type=Path, help=CONFIG)
    settings.set_defaults(run=_settings, is_quiet=True)

    audit = commands.add_parser("audit", help="verify: is the audit log whole? · show: what stands in it")
    audit.add_argument("action", choices=("verify", "show"), help="walk the chain, or print the newest entries")
    audit.add_argument("--config", type=Path, help=CONFIG)
    audit.add_argument("--head", action="append", default=[], metavar="POSITION:DIGEST", help="as a mail has it")
    audit.add_argument("--since", default="", metavar="POSITION[:DIGEST]", help="begin behind this entry")
    audit.add_argument("--key", type=Path, help="the file of the key `audit`, where its folder is not at hand")
    audit.add_argument("--municipality", help="show: only entries of this one")
    audit.add_argument("--case", metavar="NUMBER", help="show: only entries about this case")
    audit.add_argument("--actor", help="show: only what this role has done")
    audit.add_argument("--last", type=int, default=50, metavar="N", help="show: so many entries; without it, 50")
    audit.set_defaults(run=_audit, is_quiet=True)

    mail = commands.add_parser("mail", help="take one mail from a mail server, on standard input; exits as sysexits.h")
    mail.add_argument("--recipient", action="append", default=[], metavar="ADDRESS", help="whom the envelope names")
    mail.add_argument("--sender", metavar="ADDRESS", help='the sender of the envelope; "" for a report')
    mail.add_argument("--config", type=Path, help=CONFIG)
    mail.set_defaults(run=_mail, is_quiet=True)


def _staff(options: argparse.Namespace) -> int:
    from reportbot.commands import staff_command
    from reportbot.config import read

    settings, town = read(os.environ, options.config), options.municipality
    if options.action == "list":
        return asyncio.run(staff_command.list_staff(settings, town, sys.stdout))
    if options.action == "link":
        return asyncio.run(staff_command.new_link(settings, town, options.key, sys.stdout))
    asked = (options.name, options.role, options.institution, options.sensitive)
    return asyncio.run(staff_command.invite(settings, town, *asked, sys.stdout))


def _settings(options: argparse.Namespace) -> int:
    from reportbot.commands import settings_command
    from reportbot.config import read

    settings = read(os.environ, options.config)
    return asyncio.run(settings_command.run(settings, options.municipality, options.action, options.number, sys.stdout))


def _audit(options: argparse.Namespace) -> int:
    from reportbot.commands.auditing import show_log, verify_log
    from reportbot.config import read

    settings = read(os.environ, options.config)
    if options.action == "verify":
        return asyncio.run(verify_log(settings, options.head, options.since, options.key, sys.stdout))
    asked = {"municipality": options.municipality, "subject": options.case, "actor": options.actor}
    wanted = {name: value for name, value in asked.items() if value is not None}
    return asyncio.run(show_log(settings, min(max(options.last, 1), 100_000), wanted, sys.stdout))


def _mail(options: argparse.Namespace) -> int:
    """Whatever goes wrong here, the mail server keeps the mail and tries again."""
    from reportbot.commands.mailing import TRY_AGAIN, take_mail
    from reportbot.config import read

    try:
        settings = read(os.environ, options.config)
        return asyncio.run(take_mail(settings, sys.stdin.buffer, options.recipient, options.sender, os.environ))
    except Exception as error:
        # A mail server repeats our words to whoever sent the mail: what is wrong here is only for an operator's screen.
        for problem in error.problems if isinstance(error, BadSetup) and sys.stderr.isatty() else ():
            print(problem, file=sys.stderr)
        print(f"The mail could not be taken yet ({type(error).__name__}): see reportbot doctor.", file=sys.stderr)
        return TRY_AGAIN
