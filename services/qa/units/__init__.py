"""Units as citizens choose them, and their public record."""
