"""Xero, simulated."""
