"""Free texts left with ratings, as leaders read them."""
