"""Satisfaction surveys of government portals: instruments, responses, figures."""
