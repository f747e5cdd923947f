"""What people ask beside the question that is open: who we are, a person to talk to, another way to report."""
