"""What several commands say of themselves."""

from argparse import ArgumentParser, _SubParsersAction
from typing import TypeAlias

Commands: TypeAlias = "_SubParsersAction[ArgumentParser]"
CONFIG = "a TOML file with settings; the environment counts more"
TOWN = "its name, as that of its file; without it, drenas"
