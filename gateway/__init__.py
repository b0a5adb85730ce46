"""The front door: pages, proxy, sessions and limits. No database, no business rule."""
