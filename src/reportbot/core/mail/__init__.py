"""What comes in by mail: whom it is for, what kind of mail it is, and its newest words. Pure."""
