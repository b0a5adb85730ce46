"""Responses kept out of the figures until somebody has looked at them; nothing is deleted."""
