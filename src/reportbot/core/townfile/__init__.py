"""A municipality file as tables, and what people changed in the console since. Pure."""
