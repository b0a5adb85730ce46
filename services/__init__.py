"""The services: each owns its data and knows the others by URL and events only."""
