"""The duty roster: who is on call at a moment, who comes after them, and when nobody is."""
