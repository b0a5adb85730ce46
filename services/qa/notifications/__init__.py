"""Telling people: an inbox in the application and e-mail, once per event, person and channel."""
