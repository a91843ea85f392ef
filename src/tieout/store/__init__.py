"""The database: one file a concept, its table and every query on it."""
