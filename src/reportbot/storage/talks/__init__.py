"""The tables of people who write to us: conversations, messages seen, the web chat, codes typed wrongly."""
