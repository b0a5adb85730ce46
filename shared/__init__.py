"""Technique every part stands on: no business noun, no service imported."""
