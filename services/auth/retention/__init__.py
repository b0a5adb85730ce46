"""How long auth keeps what, and forgetting it after that."""
