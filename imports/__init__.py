"""One declarative profile per workbook; the engine that reads them is one (app.domain.importing)."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.domain.importing.clue_rules import ClueRule, parse_clue_rules
from app.domain.importing.profile import Profile, ProfileError, parse_profile

_FOLDER = Path(__file__).parent
_SHARED = _FOLDER / "shared"
#: The safe loader in C, eight times faster; the one in Python where the package was built without it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), _LOADER)  # noqa: S506 (it is a safe loader)


@cache
def load_profiles() -> dict[str, Profile]:
    """All profiles shipped with the product, by code. Raises ProfileError where a file is wrong."""
    shared = _read(_SHARED / "columns.yaml")
    profiles: dict[str, Profile] = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        profile = parse_profile(_read(path), shared)
        if profile.code in profiles:
            raise ProfileError(f"{path.name}: {profile.code} stands twice")
        profiles[profile.code] = profile
    return dict(sorted(profiles.items()))


@cache
def load_clue_rules() -> tuple[ClueRule, ...]:
    """When rows about outsiders become clues, in the order of their codes."""
    return tuple(parse_clue_rules(yaml.safe_load((_SHARED / "clues.yaml").read_text("utf-8"))))
