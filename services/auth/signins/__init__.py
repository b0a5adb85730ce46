"""Signing in at an OpenID provider: this service as a relying party."""
