"""A port for a server that a test starts: one that nobody listens on, and that no client is given meanwhile.

The system gives a client's end any port of its own range (from 32768 on Linux): one found there by binding may be taken
again before the server binds it. So these lie below that range, at random, since several tests look at once.
"""

import random
import socket

LOWEST, HIGHEST = 20_000, 32_000


def free_port() -> int:
    for _ in range(100):
        port = random.randint(LOWEST, HIGHEST)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port below the range of clients")
