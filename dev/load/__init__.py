"""A province's peak on this machine: how many people it serves, and what ends it."""
