"""返贫风险: families with open triggers, those with the most first, then the lowest income."""
