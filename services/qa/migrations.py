"""Changes of what qa stores, in the order in which they are made; none is ever taken out.

How one is written: `shared.migrations`.
"""

from shared.migrations import Migration

MIGRATIONS: tuple[Migration, ...] = ()
