"""Sealing what qa stores with the current data key."""
