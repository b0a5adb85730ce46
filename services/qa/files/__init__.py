"""Files as stored: sealed, in pieces."""
