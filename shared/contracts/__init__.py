"""What crosses between parts: requests, responses and events, one folder per owning service."""
