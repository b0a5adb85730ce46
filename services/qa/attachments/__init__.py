"""Files sent with questions and answers."""
