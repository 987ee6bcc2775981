"""Statistics over columns: evaluation of projects. Knows no tables and no pages; logit, least squares and covariances
come from statsmodels and linearmodels, what is ours stands over them."""
