"""Connections to the services: one HTTP/1.1 exchange at a time, pooled, balanced, broken off."""
