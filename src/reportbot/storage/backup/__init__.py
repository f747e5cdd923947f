"""All tables at once: copied in one moment, and filled again."""
