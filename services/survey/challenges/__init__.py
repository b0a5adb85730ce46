"""Riddles for browsers: proof that a response cost some work and some time."""
