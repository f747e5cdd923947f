"""The values of one turn: how far somebody has come, what is known around them, what comes of a message."""
