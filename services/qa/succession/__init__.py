"""What an abolished unit leaves behind goes to its successor."""
