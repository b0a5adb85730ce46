"""Published figures: whole months, small groups withheld."""
