"""数据资产: every list as an asset: how fresh, how good, on what ground, who may see and who used it."""
