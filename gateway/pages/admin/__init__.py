"""Pages for administrators: units and people."""
