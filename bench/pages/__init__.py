"""What people wait for: pages of a running copy with the demonstration's data."""
