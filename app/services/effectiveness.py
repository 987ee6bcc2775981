"""Builds the effectiveness paper: gathers the facts within the requester's scope, draws, composes."""

import hashlib
import json
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.adapters.chart_drawing import draw_stacked
from app.adapters.map_picture import draw_png
from app.adapters.map_sheet import MapWords
from app.domain.choropleth import AreaValue, choose_scale
from app.domain.documents import Document
from app.domain.indicators.definition import Indicator
from app.domain.permissions import Actor
from app.domain.reporting.effectiveness import compose
from app.domain.reporting.material import Material
from app.domain.reporting.results import SOURCES
from app.queries.areas import boundary_note, outlines
from app.queries.effectiveness import gather
from app.queries.scope import Scope

#: Pictures of the paper: name to indicator.
MAPS = {"people": "I04", "income": "I05", "missing": "I42"}


def build_effectiveness(
    session: Session,
    scope: Scope,
    actor: Actor,
    *,
    area: str,
    year: int,
    as_of: date,
    base_url: str = "",
    font_folder: str | None = None,
    period: str | None = None,
) -> Document:
    """The paper as a document, of a frozen period where one is named or the year is over and frozen.

    NotFoundError where the scope does not hold the whole area.
    """
    material = gather(session, scope, area, year, as_of, period)
    fingerprint = fingerprint_of(material)
    drawn = replace(material, pictures=draw_pictures(session, scope, material, font_folder))
    asked_by = actor.display_name
    return compose(
        drawn, fingerprint=fingerprint, asked_by=asked_by, scope_words=drawn.area_name, base_url=base_url
    )


def draw_pictures(
    session: Session, scope: Scope, material: Material, font_folder: str | None
) -> dict[str, bytes]:
    """Maps and charts of a paper about the area as PNG by name; fewer where boundaries or ledgers are missing."""
    return _maps(session, scope, material, font_folder) | _charts(material, font_folder)


def fingerprint_of(material: Material) -> str:
    """Digest of every figure that the paper may print, so that two papers can be told apart by their facts."""
    facts = [
        material.area_code,
        material.year,
        sorted(material.sums.items()),
        sorted(material.sums_before.items()),
        [
            (part.code, [(code, a.state, a.text) for code, a in sorted(part.answers.items())])
            for part in material.parts
        ],
        [repr(item) for item in (*material.grants, *material.missing, *material.checks, *material.projects)],
        [repr(gain) for _, gain in sorted(material.gains.items())],
        repr(material.distribution),
        repr(material.index),
        repr(material.check),
        material.frozen,
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()[:16]


def values_of(material: Material, indicator: Indicator) -> list[AreaValue]:
    """One value a part, as map and table show it."""
    found = []
    for part in material.parts:
        given = part.answers[indicator.code]
        found.append(AreaValue(part.code, part.name, given.state, given.value, given.text))
    return found


def _maps(session: Session, scope: Scope, material: Material, font_folder: str | None) -> dict[str, bytes]:
    shapes = outlines(session, scope, [part.code for part in material.parts], material.as_of)
    if not shapes:
        return {}
    source, review_no = boundary_note(session, scope, list(shapes), material.as_of)
    pictures = {}
    for name, code in MAPS.items():
        indicator = material.indicators[code]
        items = values_of(material, indicator)
        if not any(item.value is not None for item in items):
            continue
        words = MapWords(
            f"{material.area_name}各{material.part_word}{indicator.title}", indicator.unit,
            material.as_of.isoformat(), f"{indicator.source}；边界：{source}", review_no,
        )  # fmt: skip
        pictures[name] = draw_png(
            shapes,
            items,
            choose_scale(items, "fixed", indicator.breaks, indicator.decimals),
            words,
            font_folder=font_folder,
        )
    return pictures


def _charts(material: Material, font_folder: str | None) -> dict[str, bytes]:
    people, before = material.sums.get("income_persons"), material.sums_before.get("income_persons")
    years = [(material.year - 1, material.sums_before, before), (material.year, material.sums, people)]
    shown = [(f"{year}年", sums, count) for year, sums, count in years if count]
    if not people:
        return {}
    parts = [
        (title, [sums.get(name, 0) / 100 / count for _, sums, count in shown]) for name, title in SOURCES
    ]
    return {
        "structure": draw_stacked(
            [label for label, _, _ in shown], parts, unit="元／人", font_folder=font_folder
        )
    }
