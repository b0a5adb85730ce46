"""The page for leaders: how well people are served, live."""
