"""What a dry run's counts are called: families gain a measure, a suspicion is found, aid counts as double."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.domain.catalogue import Catalogue
from app.queries.rule_changes import DOUBLE


@dataclass(frozen=True, slots=True)
class TrialWords:
    """Headings of the counts; `costs`: only a measure costs money."""

    gain: str
    lose: str
    before: str
    more: str
    less: str
    costs: bool = False


def trial_words(code: str, catalogue: Catalogue, wanted: Mapping[str, Any]) -> TrialWords:
    """Of a rule in force, of a measure against what excludes it (`M35_double`), or of the entry that is tried."""
    kind = wanted.get("kind") if code == (wanted.get("entry") or {}).get("code") else None
    if code.endswith(DOUBLE):
        return TrialWords(
            _("新算重复享受的"),
            _("不再算重复享受的"),
            _("现在算重复的"),
            _("会新算重复享受的"),
            _("会不再算重复享受的"),
        )
    if kind == "measure" or code in catalogue.measures:
        return TrialWords(_("多得的"), _("少得的"), _("现在符合"), _("会多得的"), _("会少得的"), costs=True)
    if kind in ("check", "quality") or code in catalogue.checks or code in catalogue.quality:
        return TrialWords(_("新查出的"), _("不再查出的"), _("现在查出"), _("会新查出的"), _("会不再查出的"))
    return TrialWords(_("新符合的"), _("不再符合的"), _("现在符合"), _("会新符合的"), _("会不再符合的"))
