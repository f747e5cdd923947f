"""What is due when, what stops or moves it, and who is told when it passes."""
