"""Danger first: it is noticed anywhere, answered with its own words, and left quickly when they must."""
