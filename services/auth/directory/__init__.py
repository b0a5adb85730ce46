"""The directory as other services read it, to keep their copies."""
