"""Sealing what auth stores with the current data key; keyed hashes are made anew with it."""
