"""库外线索: people whom a bureau's list speaks of and the register does not know, for the responsible township."""
