"""数据质量: boards by rule and by place, the problems behind them, explanations, the problem workbook."""
