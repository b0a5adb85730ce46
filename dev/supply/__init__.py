"""What the product is made of: known faults, the list of parts, and their licences."""
