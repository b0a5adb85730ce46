"""Pages for those who answer: the queue, one question, notifications."""
