"""Xero and QuickBooks Online on this machine, as far as a client can tell."""
