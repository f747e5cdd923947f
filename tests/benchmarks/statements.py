"""Counts what SQLite is asked to do. Costs time: only for runs that are not timed."""


class StatementCounter:
    """A trace callback for sqlite3: statements, without those that only open and close a transaction."""

    def __init__(self) -> None:
        self._statements = self._commits = 0

    def __call__(self, statement: str) -> None:
        self._commits += statement.startswith("COMMIT")
        self._statements += not statement.startswith(("BEGIN", "COMMIT"))

    def counts(self) -> dict[str, int]:
        return {"statements": self._statements, "commits": self._commits}
