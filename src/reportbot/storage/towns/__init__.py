"""What is kept of each town: changes of its settings, its trained models, its SMS of the month."""
