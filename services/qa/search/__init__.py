"""Finding published questions: lists, search, and answered questions like a text."""
