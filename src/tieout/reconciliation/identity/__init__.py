"""Is it already there? Contacts and items made comparable, their likely doubles found, weighed and explained."""
