"""Atom feeds of published answers and FAQ."""
