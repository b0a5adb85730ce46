"""Questions in number: what qa holds after years, and how quick it still is."""
