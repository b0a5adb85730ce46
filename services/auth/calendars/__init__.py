"""Working calendars of units."""
