"""A dialogue as data: read, held to be sound, and what follows what."""
