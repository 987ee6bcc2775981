"""导出: lists that leave the house; clear numbers wait for a second person."""
