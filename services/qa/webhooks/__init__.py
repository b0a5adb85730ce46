"""Signed calls to other systems."""
