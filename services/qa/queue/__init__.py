"""What responders have before them: the queue, its counts and what changed in it."""
