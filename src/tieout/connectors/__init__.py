"""The providers: how each is signed in to, read and written."""
