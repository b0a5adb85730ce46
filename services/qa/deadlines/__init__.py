"""By when a question must be answered, by which policy, explained day by day."""
