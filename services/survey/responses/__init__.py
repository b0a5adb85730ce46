"""What raters send, stored once and never summed here."""
