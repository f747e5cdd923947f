"""How the headers of our mails are folded: a long subject keeps every space.

Python's own folding puts the space between two encoded words, where readers must drop it (RFC 2047, 6.2), so that
"deri: e hënë" arrives as "deri: ehënë".
"""

from email.header import Header
from email.policy import EmailPolicy
from typing import Any


class AsciiHeaders(EmailPolicy):
    def fold(self, name: str, value: Any) -> str:
        text = str(value)
        if name.lower() != "subject" or text.isascii():
            return str(super().fold(name, value))
        encoded = Header(text, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() != "subject" or str(value).isascii():
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("ascii")


POLICY = AsciiHeaders(linesep="\r\n", cte_type="7bit")
"""What leaves is ASCII: any server takes it."""
