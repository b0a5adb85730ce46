"""What people agree to, word for word, and when they take it back."""
