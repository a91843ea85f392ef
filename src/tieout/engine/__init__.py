"""What runs: events in, postings out, durable all the way."""
