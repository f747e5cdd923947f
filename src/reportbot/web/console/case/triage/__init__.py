"""What a case is taken for, and which others may be the same: shown, and overruled by people."""
