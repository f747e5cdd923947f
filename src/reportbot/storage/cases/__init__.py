"""The tables of cases: what was told, who must act, what has happened; and the queue over them."""
