"""People: who signed in, who works for a unit, and with which roles."""
