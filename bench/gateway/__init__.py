"""What the front door costs, against nginx on the same service in the same run."""
