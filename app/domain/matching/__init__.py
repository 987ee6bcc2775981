"""Is the person of this row one whom the register knows? Keys, features, a score, and a judgement."""
