"""What crosses to and from auth: the directory, who is signed in, its events."""
