"""Questions: asked, received, assigned, drafted, answered and published."""
