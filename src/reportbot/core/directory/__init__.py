"""Hotlines and services: entries, their hours, and which to offer."""
