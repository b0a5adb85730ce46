"""Units of the administration."""
