"""People's rights over what qa holds of them: a copy of it, and its erasure."""
