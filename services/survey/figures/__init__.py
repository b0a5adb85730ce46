"""Roll-ups of the responses and what is computed from them."""
