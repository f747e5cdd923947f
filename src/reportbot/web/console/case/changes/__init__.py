"""What is done to a case and answered with its page: and two people who do it at once."""
