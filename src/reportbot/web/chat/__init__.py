"""The web chat: works without script, and better with it."""
