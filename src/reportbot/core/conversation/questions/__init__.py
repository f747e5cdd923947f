"""A question put into words, and what people say or send read as its answer."""
