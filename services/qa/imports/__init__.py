"""Taking over an old portal's questions and ready answers."""
