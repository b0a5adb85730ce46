"""Development only: the supervisor, embedded engines, the mail sink and demo data.

Nothing in `shared`, `services` or `gateway` imports this package, and no production image
contains it.
"""
