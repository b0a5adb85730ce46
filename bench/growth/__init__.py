"""What grows with a province: bytes on disk, processor time of people's acts, shards."""
