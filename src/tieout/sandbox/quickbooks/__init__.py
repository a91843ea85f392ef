"""QuickBooks Online, simulated.

Comments say "assumed" where the reference is silent or doubtful, "unverified" where it says so itself. What is left out answers
with a fault instead of pretending: budgets, time activities, recurring transactions, customer types, merging of names and
invoices in several steps from one estimate, adjustments of stock, and the reports that `reports` does not name. Tax codes on
journal entries and deposits are kept and work out nothing; foreign balances are not revalued.
Automated sales tax in the US knows one rate a state.
No mail is sent. A renamed object keeps its old name inside references that were written before. A company in the US keeps
characters outside Latin-1 as they are.
"""
