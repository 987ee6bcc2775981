"""The one-time link of an invited account."""
