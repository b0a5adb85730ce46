"""What a browser holds after signing in, its exchange for access tokens, and its end."""
