"""The words of bookkeeping as values: money, contacts, items, documents, totals."""
