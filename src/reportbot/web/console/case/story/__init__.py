"""What the person said, and where it is."""
