"""The institutions of a case: their parts, what is due from them, who of them works on it, why it is theirs."""
