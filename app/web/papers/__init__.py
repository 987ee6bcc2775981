"""表格: printing the forms of the office and public lists; enter once, print all."""
