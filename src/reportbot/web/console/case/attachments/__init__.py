"""What lies with a case: letters that are made for it, pictures that offices add."""
