"""The lists that can be read: those shipped with the product and those that an office described itself."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError
from app.domain.importing.profile import Profile
from app.domain.permissions import Actor
from app.models import ImportBatch, SheetMemory
from app.queries.scope import Scope
from imports import load_profiles

#: Codes of lists that were described in the browser.
OWN = "U"


def all_profiles(session: Session | None = None) -> dict[str, Profile]:
    """Every list that can be read, by code; with a session also those described here."""
    return load_profiles() if session is None else {**load_profiles(), **own_profiles(session)}


def profiles_for(actor: Actor | None, session: Session | None = None) -> dict[str, Profile]:
    """The lists that somebody may bring: bureau staff those of their bureau, everybody else (None: anybody) all."""
    bureaus = Scope.of(actor).bureaus if actor else None
    return {code: p for code, p in all_profiles(session).items() if bureaus is None or p.bureau in bureaus}


def profile_of(session: Session, batch: ImportBatch) -> Profile:
    """The list of a batch. Raises InvalidInputError where it is not (or no longer) known."""
    found = all_profiles(session).get(batch.profile or "")
    if found is None:
        raise InvalidInputError(
            "E-IMPORT-PROFILE", "还不知道这是哪一种表。", way_out="请先在“认表”那一步选定。"
        )
    return found


def own_profiles(session: Session) -> dict[str, Profile]:
    """Lists described in the browser, by code."""
    rows = session.execute(
        select(SheetMemory.profile, SheetMemory.columns)
        .where(SheetMemory.profile.like(f"{OWN}%"))
        .order_by(SheetMemory.id)
    )
    shipped = load_profiles()
    kept = {code: data["own"] for code, data in rows if data.get("own", {}).get("base") in shipped}
    return {code: _like(shipped[own["base"]], code, own["title"], own["named"]) for code, own in kept.items()}


def _like(base: Profile, code: str, title: str, named: Mapping[str, str]) -> Profile:
    """The list under its own name; only its own headers speak for it, so that it is not taken for its model."""
    columns = tuple(replace(c, headers=(named[c.key],)) for c in base.columns if c.key in named)
    return replace(
        base,
        code=code,
        title=title,
        columns=columns,
        words=(title,),
        signature=tuple(named),
        unique=tuple(k for k in base.unique if k in named),
        facts=MappingProxyType({f: s for f, s in base.facts.items() if _told(s, named)}),
        counted=MappingProxyType({d: k for d, k in base.counted.items() if k in named}),
    )


def _told(sources: tuple[str, ...], named: Mapping[str, str]) -> bool:
    return any(source.partition(".")[0] in named for source in sources)


def signature_of(*parts: str) -> str:
    """The key under which something of a sheet is remembered."""
    return sha256("|".join(parts).encode()).hexdigest()


def keep_own_profile(
    session: Session, event_id: int, base: str, title: str, named: Mapping[str, str]
) -> Profile:
    """Store a list like `base` with the headers `named` (column key -> header) under the next free code."""
    taken = set(session.scalars(select(SheetMemory.profile).where(SheetMemory.profile.like(f"{OWN}%"))))
    code = next(c for n in range(1, 10_000) if (c := f"{OWN}{n:02d}") not in taken)
    own = {"own": {"base": base, "title": title, "named": dict(named)}}
    session.add(
        SheetMemory(signature=signature_of("own", code), profile=code, columns=own, event_id=event_id)
    )
    session.flush()
    return _like(load_profiles()[base], code, title, named)
