"""返贫风险: families with open triggers, those with the most and nearest to the line first."""
