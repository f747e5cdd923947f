"""What a report is about and how urgent it is: words, the model, people, and reports that are alike."""
