"""What leaves the house: as one SMS (as_sms), and what must not leave with it (checking: links, identity, personal)."""
