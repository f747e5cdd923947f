"""The way through a report: begun, walked, passed on, fallen silent or forgotten."""
