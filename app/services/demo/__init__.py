"""The invented county in the database: loaded by columns, with its events, its secrets and its keys."""

from app.services.demo.loading import DemoRefusedError, LoadedCounty, load_part, load_places
from app.services.demo.officers import assign_officers, has_accounts

__all__ = ["DemoRefusedError", "LoadedCounty", "assign_officers", "has_accounts", "load_part", "load_places"]
