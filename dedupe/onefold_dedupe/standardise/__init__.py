"""Turn values as received into values that compare: names, companies, phones, e-mails, addresses, tax ids, dates."""
