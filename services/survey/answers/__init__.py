"""Ratings of answers to questions, told by qa."""
