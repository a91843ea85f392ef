"""QuickBooks Online, simulated.

Comments say "assumed" where the reference is silent or doubtful, "unverified" where it says so itself. What is left out answers
with a fault instead of pretending: reports, attachments, PDF, journal entries, deposits, transfers, purchases, estimates, sales
and refund receipts, employees and bundles. No webhooks are sent and no id tokens issued, and the US has no automated sales tax.
Inventory items keep the quantity that they were given: sales do not reduce it and post no cost. An opening balance on a new
customer or vendor is passed over. A renamed object keeps its old name inside references that were written before, and inside the
full names of what stands under it. A payment in foreign money books no exchange gain or loss. A company in the US keeps
characters outside Latin-1 as they are.
"""
