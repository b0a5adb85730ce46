"""The portals people rate."""
