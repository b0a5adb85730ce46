"""Somebody's own account: who they are here, where they are signed in, what they decided."""
