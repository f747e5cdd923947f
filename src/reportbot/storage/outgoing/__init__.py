"""The outbox: what is to be sent, what did not arrive, and what may be taken back."""
