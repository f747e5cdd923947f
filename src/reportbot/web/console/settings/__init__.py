"""What an administrator changes of a town: numbers, contacts, roster, deadlines, rules, templates; their history."""
