"""What an operator does to the whole system at once: `langnghe --help`.

Backups, restoring, migrations and new secrets live here; whatever one service alone can do lives in
that service and is found by `discovery`. No service imports this package.
"""
