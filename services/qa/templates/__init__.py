"""Ready-made texts for answers."""
