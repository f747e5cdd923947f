"""What is counted and exported for whoever oversees: figures, measures, what is owed."""
