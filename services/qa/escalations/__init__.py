"""The ladder a question climbs when it stays unanswered, and the scan that moves it."""
