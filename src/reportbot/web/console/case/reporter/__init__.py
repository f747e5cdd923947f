"""The person: the thread with them, replies, a pause of their sender, a report by telephone."""
