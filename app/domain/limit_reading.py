"""Reads how the places of a measure are given out, where they are fewer than the people who fit."""

from typing import Any

from app.domain.catalogue import Limit, RankKey
from app.domain.catalogue_reading import Raw, RawEntry, refuse, source_of
from app.domain.condition_parser import parse
from app.domain.facts import FACTS, Subject, may_speak_of

MOST_KEYS = 6
FIRST = {"least": True, "most": False}


def read_limit(raw: Any, entry: RawEntry, subject: Subject) -> Limit | None:
    """`limit` of a measure: the standard of its places, the order, and what is done with ties. None without one."""
    if raw is None:
        return None
    place = f"{entry.code}.limit"
    if not isinstance(raw, dict):
        refuse("名额要写 quota、order 和 ties。", place)
    quota = raw.get("quota")
    if not isinstance(quota, str) or quota not in (entry.standards or {quota}):
        refuse(f"没有叫“{str(quota)[:40]}”的名额标准。", place)
    order = raw.get("order")
    if not isinstance(order, list) or not 0 < len(order) <= MOST_KEYS:
        refuse(f"先后顺序要写 1 到 {MOST_KEYS} 条。", place)
    ties = raw.get("ties")
    if not isinstance(ties, str) or not 0 < len(ties) <= 100:
        refuse("要写排名并列怎么定，100 字以内。", place)
    return Limit(quota, tuple(_key(one, entry, subject, place) for one in order), ties)


def _key(raw: Raw, entry: RawEntry, subject: Subject, place: str) -> RankKey:
    if not isinstance(raw, dict) or not isinstance(raw.get("words"), str) or not 0 < len(raw["words"]) <= 40:
        refuse("先后顺序的每一条要有 words，40 字以内。", place)
    source = source_of(raw.get("source"), place)
    if "when" in raw:
        return RankKey(raw["words"], source, when=parse(raw["when"], subject, entry.standards))
    fact = FACTS.get(raw.get("fact", ""))
    if (
        fact is None
        or fact.kind not in ("money", "number", "date")
        or not may_speak_of(subject, fact.subject)
    ):
        refuse(f"不能按“{str(raw.get('fact'))[:40]}”排先后。", place)
    if raw.get("first") not in FIRST:
        refuse("first 要写 least（少的先）或 most（多的先）。", place)
    return RankKey(raw["words"], source, fact=fact.key, least_first=FIRST[raw["first"]])
