"""Every version of every record of the directory; rows are added and never changed."""
