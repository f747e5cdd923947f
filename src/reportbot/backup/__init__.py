"""Backup and restore: two encrypted files, what may be read with the keys and the keys, so that they lie apart.

files (names, ages, what is removed) · format (what lies inside) · keyfolder · writing · restoring · nightly · commands.
vault/age.py encrypts, storage/backup/ reads and fills the tables.
"""
