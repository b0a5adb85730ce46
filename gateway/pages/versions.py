"""The version a form was made from: what the service compares with the one it has now."""


def as_version(typed: str) -> int:
    """Return the version a form carried, one that fits nothing when it is not a number."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0
