"""Opinion polls: questions with their own dates, answered and counted like ratings."""
