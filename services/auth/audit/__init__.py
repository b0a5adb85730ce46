"""The audit log: who did what to whose account, append-only, nothing personal in clear."""
