"""The command line: `reportbot demo`, `serve`, `check` and so on; `reportbot --help` lists them."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from reportbot.core.errors import BadSetup
from reportbot.logs import set_up

CONFIG = "a TOML file with settings; the environment counts more"
TOWN = "its name, as that of its file; without it, drenas"


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status: 0 fine, 1 something of the operator's is wrong, 2 the command itself is."""
    options = _parser().parse_args(arguments)
    if options.run in (_keys, _login, _audit, _backup, _restore, _doctor, _replay, _train):
        set_up("WARNING")  # whatever breaks: its class and its place, no word of what it was about
    try:
        return int(options.run(options) or 0)
    except BadSetup as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(f"{len(error.problems)} problem(s). Nothing was started.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reportbot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="try everything on this machine, without any account")
    demo.add_argument("--port", type=int, default=8000, help="where the demo can be seen, on this machine alone")
    demo.add_argument("--folder", type=Path, default=Path("var/demo"), help="where the demo keeps its data")
    demo.set_defaults(run=_demo)

    serve = commands.add_parser("serve", help="run the service; settings come from REPORTBOT_… or --config")
    serve.add_argument("--config", type=Path, help=CONFIG)
    serve.set_defaults(run=_serve)

    check = commands.add_parser("check", help="find every problem in flows, catalogues and municipality files")
    check.add_argument("--municipalities", type=Path, help="the folder to check; without it, those that are shipped")
    check.add_argument("--quiet", action="store_true", help="do not list what the municipalities must still supply")
    check.add_argument("--draw", nargs="?", const="", metavar="FLOW", help="only draw the flows, or one, as Mermaid")
    check.set_defaults(run=_check)

    chat = commands.add_parser("chat", help="talk to the bot here")
    chat.add_argument("--municipality", default="drenas", help=TOWN)
    chat.add_argument("--language", default="", help="sq, sr, tr, bs or en; asked for if not given")
    chat.add_argument("--channel", default="terminal", help="sms shows what a phone would get")
    chat.set_defaults(run=_chat)

    triage = commands.add_parser("triage", help="one text per line in, one JSON per line out")
    triage.add_argument("--municipality", default="drenas", help=TOWN)
    triage.add_argument("--rules-only", action="store_true", help="without the model, also where it is installed")
    triage.set_defaults(run=_triage)
    more = triage.add_subparsers(metavar="train · evaluate · replay")
    train = more.add_parser("train", help="make the model's head anew, from the shipped examples or a town's own too")
    train.add_argument(
        "--municipality", default="", help="whose corrections it learns too; kept for its desk to switch"
    )
    train.add_argument("--config", type=Path, help=CONFIG)
    train.add_argument("--out", type=Path, help="without a municipality: the file to write, if not head.npz")
    train.set_defaults(run=_train, parser=train)
    replay = more.add_parser("replay", help="what would have gone elsewhere under changed rules; writes nothing")
    replay.add_argument("--municipality", required=True, help="whose cases, by the name of its file")
    replay.add_argument("--file", type=Path, metavar="FILE", help="its changed file; without it, what was really done")
    replay.add_argument("--since", type=int, default=365, metavar="DAYS", help="so many days back; without it, 365")
    replay.add_argument("--config", type=Path, help=CONFIG)
    replay.set_defaults(run=_replay)
    judge = more.add_parser("evaluate", help="how good it is on sentences that people have judged")
    judge.add_argument("file", type=Path, help="TSV with the header lang, text, category, urgency")
    judge.add_argument("--municipality", default="drenas", help=TOWN)
    judge.add_argument("--rules-only", action="store_true", help="without the model, also where it is installed")
    judge.add_argument("--picture", type=Path, default=Path("reliability.svg"), help="where the diagram goes")
    judge.set_defaults(run=_evaluate)

    keys = commands.add_parser("keys", help="create · check · rotate: a new generation · paper: the copy for the safe")
    keys.add_argument("action", choices=("create", "check", "rotate", "paper"), help="what to do with the keys")
    keys.add_argument("folder", type=Path, nargs="?", help="instead of the one of the settings; create needs it")
    keys.add_argument("--config", type=Path, help=CONFIG)
    keys.add_argument("--from-paper", action="store_true", help="create: type in the paper, or hand it in as input")
    keys.add_argument("--retire", action="store_true", help="rotate: remove the older keys, once nothing needs them")
    keys.set_defaults(run=_keys, parser=keys)

    login = commands.add_parser("login", help="print a link with which a coordinator signs in, once")
    login.add_argument("--municipality", required=True, help="whose coordinator, by the name of its file")
    login.add_argument("--config", type=Path, help=CONFIG)
    login.set_defaults(run=_login)

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
    audit.set_defaults(run=_audit)

    backup = commands.add_parser("backup", help="write two encrypted files: what is stored, and the keys to it")
    backup.add_argument("--to", metavar="FOLDER", help="where to; without it, what the settings say")
    backup.add_argument("--keys-to", metavar="FOLDER", help="where the keys go to, if not to the same folder")
    backup.add_argument("--recipient", action="append", metavar="age1…", help="who may open it; may be given again")
    backup.add_argument("--keys-recipient", action="append", metavar="age1…", help="who may open the keys, if others")
    backup.add_argument("--keep", metavar="DAYS", help="remove those that are older; keys always go after 7 days")
    backup.add_argument("--new-identity", type=Path, metavar="FILE", help="only make a key that opens backups")
    backup.add_argument("--config", type=Path, help=CONFIG)
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="put a backup back, into an empty database and folder of keys")
    restore.add_argument("--content", type=Path, required=True, help="the file with what was stored")
    restore.add_argument("--keys", type=Path, required=True, help="the newest there is, also with an older content")
    restore.add_argument("--identity", type=Path, required=True, help="the file that opens them")
    restore.add_argument("--keys-identity", type=Path, help="the file that opens the keys, if it is another")
    restore.add_argument("--config", type=Path, help=CONFIG)
    restore.set_defaults(run=_restore)

    doctor = commands.add_parser("doctor", help="are settings, keys and database in order?")
    doctor.add_argument("--config", type=Path, help=CONFIG)
    doctor.set_defaults(run=_doctor)
    return parser


def _demo(options: argparse.Namespace) -> int:
    from reportbot.demo.run import run

    return asyncio.run(run(options.port, options.folder))


def _serve(options: argparse.Namespace) -> int:
    from reportbot.config import read
    from reportbot.serving import new_event_loop, serve

    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(serve(read(os.environ, options.config)))


def _check(options: argparse.Namespace) -> int:
    from reportbot.checking import check, print_drawings

    if options.draw is not None:
        return print_drawings(options.draw)
    return check(options.municipalities, quiet=options.quiet)


def _chat(options: argparse.Namespace) -> int:
    from reportbot.talking import talk

    return asyncio.run(talk(options.municipality, options.language, options.channel))


def _triage(options: argparse.Namespace) -> int:
    from reportbot.triaging import triage_lines

    return triage_lines(options.municipality, sys.stdin, sys.stdout, options.rules_only)


def _train(options: argparse.Namespace) -> int:
    if options.municipality:
        from reportbot.config import read
        from reportbot.triage_learning import learn

        if options.out:
            options.parser.error("a town's own head is kept in its database: leave --out away")
        return asyncio.run(learn(read(os.environ, options.config), options.municipality, sys.stdout))
    from reportbot.triage_training import train_head

    return train_head(options.out or Path("head.npz"))


def _replay(options: argparse.Namespace) -> int:
    from reportbot.config import read
    from reportbot.replaying import replay_rules

    settings = read(os.environ, options.config)
    return asyncio.run(replay_rules(settings, options.municipality, options.file, options.since, sys.stdout))


def _evaluate(options: argparse.Namespace) -> int:
    from reportbot.evaluating import evaluate

    return evaluate(options.municipality, options.file, sys.stdout, options.rules_only, options.picture)


def _keys(options: argparse.Namespace) -> int:
    from reportbot import keys_command
    from reportbot.config import read

    if options.action == "create":
        if options.folder is None:
            options.parser.error("create needs the folder that shall hold the keys")
        return keys_command.create(options.folder, sys.stdin if options.from_paper else None, sys.stdout)
    if options.action == "check" and options.folder:
        return keys_command.check_folder(options.folder, sys.stdout)
    settings = read(os.environ, options.config)
    if options.action == "paper":
        return keys_command.paper(settings, options.folder, sys.stdout)
    if options.folder:
        options.parser.error("rotate works on the folder of the settings, whose database it seals anew")
    if options.action == "check":
        return asyncio.run(keys_command.check(settings, sys.stdout))
    if options.retire:
        return asyncio.run(keys_command.retire(settings, sys.stdin, sys.stdout))
    return asyncio.run(keys_command.rotate(settings, sys.stdout))


def _login(options: argparse.Namespace) -> int:
    from reportbot.config import read
    from reportbot.signing_in import login_link

    print(login_link(read(os.environ, options.config), options.municipality))
    return 0


def _audit(options: argparse.Namespace) -> int:
    from reportbot.auditing import show_log, verify_log
    from reportbot.config import read

    settings = read(os.environ, options.config)
    if options.action == "verify":
        return asyncio.run(verify_log(settings, options.head, options.since, options.key, sys.stdout))
    asked = {"municipality": options.municipality, "subject": options.case, "actor": options.actor}
    wanted = {name: value for name, value in asked.items() if value is not None}
    return asyncio.run(show_log(settings, min(max(options.last, 1), 100_000), wanted, sys.stdout))


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
    from reportbot.config import read
    from reportbot.doctor import examine

    return asyncio.run(examine(read(os.environ, options.config)))


if __name__ == "__main__":
    sys.exit(main())
