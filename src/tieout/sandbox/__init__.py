"""Xero, QuickBooks Online and Sage Business Cloud Accounting on this machine, as far as a client can tell."""
