"""What a message may mean, heard from its words alone: no model, no network, a fraction of a millisecond."""
