"""Pages, one room per noun: views and forms."""
