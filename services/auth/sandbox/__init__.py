"""A VNeID-style OpenID provider with made-up persons, for development and tests only."""
