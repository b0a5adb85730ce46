"""Administering policies and ladders: versions, never overwritten, each change on record."""
