"""What the desk writes down about a case, and how long all of it is kept."""
