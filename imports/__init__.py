"""One declarative profile per workbook; the engine that reads them is one (app.domain.importing)."""

from functools import cache
from pathlib import Path

import yaml

from app.domain.importing.profile import Profile, ProfileError, parse_profile

_FOLDER = Path(__file__).parent
_SHARED = _FOLDER / "shared"


@cache
def load_profiles() -> dict[str, Profile]:
    """All profiles shipped with the product, by code. Raises ProfileError where a file is wrong."""
    shared = yaml.safe_load((_SHARED / "columns.yaml").read_text("utf-8"))
    profiles: dict[str, Profile] = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        profile = parse_profile(yaml.safe_load(path.read_text("utf-8")), shared)
        if profile.code in profiles:
            raise ProfileError(f"{path.name}: {profile.code} stands twice")
        profiles[profile.code] = profile
    return dict(sorted(profiles.items()))
