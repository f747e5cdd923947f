"""The page of an institution, behind a signed link and without an account."""
