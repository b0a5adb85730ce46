"""Auth: sign-in, sessions, access tokens, people, units, roles, calendars, clients, audit."""
