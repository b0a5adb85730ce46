"""People's rights over their data: viewed, corrected, erased, objected to, each by its day."""
