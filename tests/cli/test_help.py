"""Whoever types --help reads what every command and every option is for."""

import argparse
from collections.abc import Iterator

from reportbot.cli import _parser


def everything(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action | None, str]]:
    """(command, its option or argument, what its help says), of each."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help for choice in action._choices_actions}
            for name, command in action.choices.items():
                yield f"{parser.prog} {name}", None, helps.get(name) or ""
                yield from everything(command)
        else:
            yield parser.prog, action, action.help or ""


def test_every_command_and_every_option_says_what_it_is_for() -> None:
    found = list(everything(_parser()))
    assert len(found) > 40
    silent = [(where, action.option_strings if action else "") for where, action, words in found if not words.strip()]
    assert silent == []


def test_every_help_can_be_printed() -> None:
    parser = _parser()
    (commands,) = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    for command in (parser, *commands.choices.values()):
        assert "usage:" in command.format_help()
