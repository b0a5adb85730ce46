"""How long survey keeps what, and forgetting it after that."""
