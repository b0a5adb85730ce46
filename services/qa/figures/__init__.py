"""How a subtree of units answers."""
