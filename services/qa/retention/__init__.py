"""How long qa keeps what, and forgetting it after that."""
