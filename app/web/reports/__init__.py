"""报告: asking for a paper, and fetching it."""
