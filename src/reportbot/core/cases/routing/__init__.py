"""Who must act: the rules, when they hold, which of them lie in shadow, and the way round an office (R15)."""
