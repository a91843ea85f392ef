"""What a user builds, as data."""
