"""What crosses to and from qa: questions, the responders' work on them, its events."""
