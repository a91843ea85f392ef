"""Tieout keeps what a business does and what its ledgers say in agreement."""
