"""Plain Python: the words, rules and judgements of poverty alleviation. Imports nothing above itself."""
