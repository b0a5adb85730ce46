"""Machine clients: other services and systems, their credentials and scopes."""
