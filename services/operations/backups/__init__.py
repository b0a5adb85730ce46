"""Backups of the services' databases: taken at one moment, restored into empty ones, rehearsed."""
