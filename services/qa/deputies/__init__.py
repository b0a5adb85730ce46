"""Who stands in for whom during an absence."""
