"""Sage Business Cloud Accounting, API v3.1, as far as a client can tell.

Left out, and answered with 404: quotes and estimates, quick entries, corrective invoices, opening balances, journal codes,
recurring invoices, hosted payment settings, migrations, tax profiles, offices and determinations, the settings of CIS, DATEV and
e-mail, and the bank feed of a bank account. Documents are not shown as PDF. Tax is booked when a document is posted, whatever the
tax scheme.
"""
