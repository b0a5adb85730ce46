"""Units and people taken in from a table, and given out as one."""
