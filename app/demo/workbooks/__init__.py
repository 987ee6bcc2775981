"""Workbooks as offices send them, planned as plain rows with what a careful reader must find in them."""
