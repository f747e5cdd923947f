"""What comes with time: what falls due, secrets that are renewed, and rows that have had their day."""
