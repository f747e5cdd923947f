"""The tables of people who work here: accounts, sessions, linked chats, what awaits a second person, practice."""
