"""Ready questions and answers that units keep."""
