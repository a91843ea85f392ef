"""The web: sign-in, the REST API, event streams, the page."""
