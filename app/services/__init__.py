"""Every write: verbs that take the work (actor and transaction) first; audited; they never commit."""
