"""Pages for everyone: ask, search, follow, rate, see the published figures."""
