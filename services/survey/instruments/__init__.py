"""The numbered questionnaires people answer."""
