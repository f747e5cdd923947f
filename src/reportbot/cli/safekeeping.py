"""Keys, backups, and whether all is in order."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from reportbot.cli.shared import CONFIG, Commands


def add(commands: Commands) -> None:
    keys = commands.add_parser("keys", help="create · check · rotate: a new generation · paper: the copy for the safe")
    keys.add_argument("action", choices=("create", "check", "rotate", "paper", "webhook"), help="what to do")
    keys.add_argument("folder", type=Path, nargs="?", help="instead of the one of the settings; webhook: a town")
    keys.add_argument("institution", nargs="?", help="webhook: whose secret is printed")
    keys.add_argument("--config", type=Path, help=CONFIG)
    keys.add_argument("--exchange", action="store_true", help="webhook: another one; the one before ends in 7 days")
    keys.add_argument("--leaked", action="store_true", help="webhook: another one; the one before ends at once")
    keys.add_argument("--from-paper", action="store_true", help="create: type in the paper, or hand it in as input")
    keys.add_argument("--retire", action="store_true", help="rotate: remove the older keys, once nothing needs them")
    keys.set_defaults(run=_keys, is_quiet=True, parser=keys)

    backup = commands.add_parser("backup", help="write two encrypted files: what is stored, and the keys to it")
    backup.add_argument("--to", metavar="FOLDER", help="where to; without it, what the settings say")
    backup.add_argument("--keys-to", metavar="FOLDER", help="where the keys go to, if not to the same folder")
    backup.add_argument("--recipient", action="append", metavar="age1…", help="who may open it; may be given again")
    backup.add_argument("--keys-recipient", action="append", metavar="age1…", help="who may open the keys, if others")
    backup.add_argument("--keep", metavar="DAYS", help="remove those that are older; keys always go after 7 days")
    backup.add_argument("--new-identity", type=Path, metavar="FILE", help="only make a key that opens backups")
    backup.add_argument("--config", type=Path, help=CONFIG)
    backup.set_defaults(run=_backup, is_quiet=True)

    restore = commands.add_parser("restore", help="put a backup back, into an empty database and folder of keys")
    restore.add_argument("--content", type=Path, required=True, help="the file with what was stored")
    restore.add_argument("--keys", type=Path, required=True, help="the newest there is, also with an older content")
    restore.add_argument("--identity", type=Path, required=True, help="the file that opens them")
    restore.add_argument("--keys-identity", type=Path, help="the file that opens the keys, if it is another")
    restore.add_argument("--config", type=Path, help=CONFIG)
    restore.set_defaults(run=_restore, is_quiet=True)

    doctor = commands.add_parser("doctor", help="are settings, keys and database in order?")
    doctor.add_argument("--config", type=Path, help=CONFIG)
    doctor.set_defaults(run=_doctor, is_quiet=True)


def _keys(options: argparse.Namespace) -> int:
    from reportbot.commands import keys_command
    from reportbot.config import read

    if (options.exchange or options.leaked) and options.action != "webhook":
        options.parser.error("only webhook has a secret to exchange")
    if options.institution is not None and options.action != "webhook":
        options.parser.error("only webhook takes an institution")
    if options.action == "create":
        if options.folder is None:
            options.parser.error("create needs the folder that shall hold the keys")
        return keys_command.create(options.folder, sys.stdin if options.from_paper else None, sys.stdout)
    if options.action == "check" and options.folder:
        return keys_command.check_folder(options.folder, sys.stdout)
    settings = read(os.environ, options.config)
    if options.action == "paper":
        return keys_command.paper(settings, options.folder, sys.stdout)
    if options.action == "webhook":
        from reportbot.commands import webhook_command

        if options.folder is None or options.institution is None:
            options.parser.error("webhook needs a town and an institution: reportbot keys webhook drenas police")
        said = {"exchange": options.exchange, "leaked": options.leaked}
        asked = (str(options.folder), options.institution)
        return asyncio.run(webhook_command.run(settings, *asked, sys.stdout, **said))
    if options.folder:
        options.parser.error("rotate works on the folder of the settings, whose database it seals anew")
    if options.action == "check":
        return asyncio.run(keys_command.check(settings, sys.stdout))
    if options.retire:
        return asyncio.run(keys_command.retire(settings, sys.stdin, sys.stdout))
    return asyncio.run(keys_command.rotate(settings, sys.stdout))


def _backup(options: argparse.Namespace) -> int:
    from reportbot.backup.commands import back_up
    from reportbot.config import read
    from reportbot.vault.age import new_identity

    if options.new_identity:
        print(f"Public key: {new_identity(options.new_identity)}")
        print(f"{options.new_identity} opens the backups. Keep it off this machine, and a copy on paper.")
        return 0
    given = {
        "BACKUP_FOLDER": options.to,
        "BACKUP_KEYS_FOLDER": options.keys_to,
        "BACKUP_RECIPIENTS": " ".join(options.recipient or ()),
        "BACKUP_KEYS_RECIPIENTS": " ".join(options.keys_recipient or ()),
        "BACKUP_DAYS": options.keep,
    }
    environment = dict(os.environ) | {f"REPORTBOT_{name}": value for name, value in given.items() if value}
    return asyncio.run(back_up(read(environment, options.config), sys.stdout))


def _restore(options: argparse.Namespace) -> int:
    from reportbot.backup.commands import put_back
    from reportbot.backup.restoring import Source
    from reportbot.config import read

    source = Source(options.content, options.keys, options.identity, options.keys_identity)
    return asyncio.run(put_back(read(os.environ, options.config), source, sys.stdout))


def _doctor(options: argparse.Namespace) -> int:
    from reportbot.commands.doctor import examine
    from reportbot.config import read

    return asyncio.run(examine(read(os.environ, options.config)))
