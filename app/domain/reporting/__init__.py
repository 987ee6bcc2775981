"""Papers composed from facts: what stands in which part, in the words of an office, every number with its origin."""
