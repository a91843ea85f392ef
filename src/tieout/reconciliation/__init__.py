"""Do these agree? Matching and differences, pure and fast."""
