"""`reportbot staff`: the first administrator gets a link; a lost one a new one."""

import re
from pathlib import Path

from tests.commands import reportbot

LINK = re.compile(r"http://127\.0\.0\.1:8000/console/set-up/[\w-]+")


def test_the_first_administrator_is_invited_listed_and_given_a_new_link(tmp_path: Path) -> None:
    assert reportbot("keys", "create", "keys", folder=tmp_path).returncode == 0
    asked = ("staff", "invite", "--municipality", "drenas", "--name", "Mira Hoxha", "--role", "administrator")
    made = reportbot(*asked, folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "mira.hoxha" in made.stdout
    first = LINK.search(made.stdout)
    again = reportbot("staff", "link", "--municipality", "drenas", "--key", "mira.hoxha", folder=tmp_path)
    second = LINK.search(again.stdout)
    assert first and second and first[0] != second[0]
    listed = reportbot("staff", "list", "--municipality", "drenas", folder=tmp_path)
    assert listed.stdout == "mira.hoxha\tMira Hoxha\tadministrator\t\tnot set up yet\n"
    for wrong in (
        ("staff", "invite", "--municipality", "atlantis", "--name", "A", "--role", "administrator"),
        ("staff", "invite", "--municipality", "drenas", "--name", "A B", "--role", "king"),
        ("staff", "invite", "--municipality", "drenas", "--name", "", "--role", "administrator"),
        ("staff", "link", "--municipality", "drenas", "--key", "nobody"),
    ):
        ended = reportbot(*wrong, folder=tmp_path)
        assert ended.returncode == 1 and "Traceback" not in ended.stderr
        assert not LINK.search(ended.stdout)
