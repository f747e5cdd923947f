"""How statements are built, run and given back as records, on SQLite and on PostgreSQL. Knows no table."""
