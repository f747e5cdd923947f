"""Practice for whoever is new at the desk: an invented town in a database of its own, which is thrown away."""
