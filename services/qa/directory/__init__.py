"""The read copy of auth's directory: units, people, calendars."""
