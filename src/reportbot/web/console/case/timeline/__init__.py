"""What happened, in one line of time."""
