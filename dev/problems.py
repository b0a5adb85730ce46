"""The one error a development command shows to a person instead of a traceback."""


class DevelopmentProblem(Exception):
    """Something the person at the keyboard can mend; its text says what and how."""
