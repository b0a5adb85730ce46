"""Topics (lĩnh vực) a question may be filed under."""
