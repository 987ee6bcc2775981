"""数据导入: a workbook's six steps, one page each."""
