"""Languages: `catalogues` puts sentences into words, `extract` finds them, `check` and `update` keep them complete."""

from reportbot.i18n.catalogues import Catalogues

__all__ = ["Catalogues"]
