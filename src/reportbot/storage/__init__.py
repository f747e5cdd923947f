"""Storage: the database, and nothing of it outside. Use `Database.open(url)`."""

from reportbot.storage.database import Database
from reportbot.storage.sql.errors import StorageFailed

__all__ = ["Database", "StorageFailed"]
