"""What a database may answer badly, without a word of what was in the rows."""

from reportbot.core.errors import BadSetup, Problem
from reportbot.service.ports import StoreFailed


class StorageFailed(StoreFailed):
    """The database refused or could not be reached; nothing of the unit of work was kept.

    Drivers quote values in their messages (PostgreSQL: "Key (tag)=(...) already exists"), so only the kind of
    failure and the names of tables and constraints are carried over.
    """

    def __init__(self, what: str, *, passing: bool = False) -> None:
        super().__init__(what)
        self.passing = passing


def bad_database(where: str, why: str) -> BadSetup:
    return BadSetup(Problem(where, 0, why))
