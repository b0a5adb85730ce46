"""Alerts: ratings that fell clearly, portals that fell silent; each with an owner and a day."""
