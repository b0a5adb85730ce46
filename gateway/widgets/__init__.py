"""The widgets that portals put into their pages: their source, and what is served of it."""
