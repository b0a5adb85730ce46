"""Survey under load: figures at two sizes, ratings taken at one busy portal."""
