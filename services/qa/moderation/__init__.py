"""What a coordinator should look at."""
