"""Puts answers, values and origins of one household together as lines that a cadre can read to a family."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.domain.catalogue import DatedStandard
from app.domain.condition_answers import deciding, unsettled
from app.domain.condition_words import amount, requirement, say
from app.domain.condition_writer import fact_of
from app.domain.conditions import Compare, Group, Node, Not, Quantified, Standard, Told, facts_of
from app.domain.facts import FACTS, HOUSEHOLD, MEMBERS, SOURCES, RowSource
from app.queries.explain_statements import Answers
from app.queries.explained_branches import ANY_OF, Branch, alternatives, among, branches, lead
from app.queries.provenance import Provenance, Record
from app.queries.provenance import Told as Source


@dataclass(frozen=True, slots=True)
class Line:
    """One condition with this family's value: what is asked, what is so, who said it, whether it holds."""

    title: str
    actual: str
    wanted: str
    met: bool | None
    sources: tuple[Source, ...] = ()
    how: str = ""
    children: tuple["Line", ...] = ()
    #: Alternatives, those that hold first, and the words before them; for the screen, instead of `wanted`.
    branches: tuple[Branch, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A detail that would help to settle an unknown answer: whose, what, and who can tell it."""

    whose: str
    label: str
    askable: bool
    person_id: int | None = None
    fact: str = ""
    from_whom: str = ""


def parts_of(root: Node) -> tuple[Node, ...]:
    """What stands in a line of its own: a condition of one part is one line."""
    return root.parts if isinstance(root, Group) and root.title is None else (root,)


@dataclass(frozen=True)
class Explainer:
    """The household under explanation: its members by id with their answers, and where values come from."""

    provenance: Provenance
    titles: Mapping[str, str]
    standards: Mapping[str, DatedStandard]
    names: Mapping[int, str]
    members: Mapping[int, Answers]
    area_code: str
    as_of: date
    income_day: date
    #: Answers of the household itself, for what a person's rule asks of it.
    home: Answers | None = None

    def lines(self, root: Node, about: Answers, person_id: int | None) -> tuple[Line, ...]:
        """The parts of a condition, one line each; a condition of one part is one line."""
        return tuple(self.line(part, about, person_id) for part in parts_of(root))

    def line(self, node: Node, about: Answers, person_id: int | None) -> Line:
        """One line with all that stands below it."""
        met = about.answer(node)
        if isinstance(node, Group | Not):
            parts = node.parts if isinstance(node, Group) else (node.part,)
            below = tuple(self.line(part, about, person_id) for part in parts)
            decided = [self.line(leaf, about, person_id) for leaf in deciding(node, about.answer)]
            words = "；".join(dict.fromkeys(f"{d.title} {d.actual}" for d in decided))
            sources = tuple(dict.fromkeys(s for d in decided for s in d.sources))
            title = (node.title if isinstance(node, Group) else None) or _short(say(node, self.titles))
            wanted = self._inside(node) if isinstance(node, Group) and node.title else ""
            how = node.how if isinstance(node, Group) else "not"
            told = branches(alternatives(node), self.titles, about.answer) if how == "any" else ()
            return Line(title, words, wanted, met, sources, how, below, told, ANY_OF if told else "")
        if isinstance(node, Quantified):
            return self._question(node, about, person_id, met)
        fact = FACTS[node.fact]
        actual = amount(about.raw(fact.key), fact, self.titles)
        if about.is_stale(fact.key) and not isinstance(node, Told):
            actual = f"{actual}（超过 {fact.max_age_months} 个月没有核实，不能再算数）"
        row = person_id if fact.subject == "person" and person_id is not None else about.row["household_id"]
        sources = (self.provenance.of_fact(fact, row),)
        return Line(fact.label, actual, self._wanted(node), met, sources)

    def _inside(self, node: Group) -> str:
        return _short(say(Group(node.how, node.parts), self.titles))

    def _wanted(self, node: Node) -> str:
        if not isinstance(node, Compare):
            return say(node, self.titles)
        words = requirement(node, self.titles).removeprefix("：")
        if isinstance(node.value, Standard):
            standard = self.standards[node.value.code]
            day = self.income_day if standard.clock == "income_year" else self.as_of
            value = standard.value_on(day, self.area_code)
            told = "还没有定" if value is None else amount(value, FACTS[node.fact])
            return f"{words}（{told}）"
        return words

    # -- questions about rows ------------------------------------------------------------------------------------

    def _question(self, node: Quantified, about: Answers, person_id: int | None, met: bool | None) -> Line:
        if node.over == MEMBERS:
            return self._about_members(node, met)
        if node.over == HOUSEHOLD:
            below = self.lines(node.where, self.home, None) if node.where and self.home else ()
            words = "；".join(dict.fromkeys(f"{d.title} {d.actual}" for d in below))
            sources = tuple(dict.fromkeys(s for d in below for s in d.sources))
            group = alternatives(node.where)
            told = branches(group, self.titles, self.home.answer) if self.home else ()
            first = lead(node, group, self.titles) if group is not None and told else ""
            return Line("所在户", words, _short(say(node, self.titles)), met, sources, "", below, told, first)
        source = SOURCES[node.over]
        wanted = _short(say(node, self.titles))
        own = person_id if "person" in source.subjects else None
        if source.dataset is None and source.key != "grants":
            actual = "还没有人走访，或者没有问到" if source.observes and met is None else ""
            return Line(source.label, actual, wanted, met, (Source("登记资料", "computed"),))
        records = self.provenance.records(source, own)
        shown = [r for r in records if r.live] if node.window.live else records
        if source.key == "grants":
            shown = [r for r in shown if _same_measure(node, r)]
        actual = "；".join(self._record(source, r) for r in shown[:4])
        if not actual:
            actual = self._nothing(node, source, bool(records))
        sources = tuple(dict.fromkeys(r.told for r in shown[:4])) or self._silence(source)
        return Line(source.label, actual, wanted, met, sources)

    def _about_members(self, node: Quantified, met: bool | None) -> Line:
        wanted = _short(say(node, self.titles))
        if node.where is None:
            return Line("家庭成员", f"{len(self.members)} 人", wanted, met)
        by_answer: dict[bool | None, list[str]] = {True: [], False: [], None: []}
        below: list[Line] = []
        for number, member in self.members.items():
            by_answer[member.answer(node.where)].append(self.names.get(number, ""))
            below += [self.line(leaf, member, number) for leaf in deciding(node.where, member.answer)]
        words = [f"{'、'.join(by_answer[True])}符合"] if by_answer[True] else []
        words += [f"{'、'.join(by_answer[None])}不知道"] if by_answer[None] else []
        sources = tuple(dict.fromkeys(s for line in below for s in line.sources))
        group = alternatives(node.where)
        told = branches(group, self.titles, among(member.answer for member in self.members.values()))
        first = "" if group is None else lead(node, group, self.titles)
        return Line(
            "家庭成员", "；".join(words) or "没有人符合", wanted, met, sources[:4], branches=told, lead=first
        )

    def _record(self, source: RowSource, record: Record) -> str:
        words = []
        for key in ("row.measure", "row.kind", "row.level", "row.amount", "row.status", "row.state"):
            field = source.field(key)
            if field is not None and record.values.get(key) is not None:
                words.append(amount(record.values[key], field, self.titles))
        ends = record.values.get("row.ends_on")
        return " ".join([*words, f"到 {ends}" if ends else ""]).strip()

    def _nothing(self, node: Quantified, source: RowSource, others: bool) -> str:
        if others:
            return "有记录，但不在有效期内或已停止" if node.window.live else "没有符合的记录"
        if source.dataset is None:
            return "没有记录"
        if self.provenance.delivery(source):
            return "名册里没有"
        newest = self.provenance.newest_elsewhere(source)
        ending = f"（县里最近一期 {newest}，没有报到这个村）" if newest else ""
        return f"{source.bureau}还没送来名单{ending}"

    def _silence(self, source: RowSource) -> tuple[Source, ...]:
        delivered = self.provenance.delivery(source)
        if source.dataset is None:
            return (Source("帮扶落实台账", "computed"),)
        return (delivered,) if delivered else (Source(f"{source.bureau}没有报", "bureau"),)

    # -- what is missing -----------------------------------------------------------------------------------------

    def missing(self, root: Node, about: Answers, person_id: int | None) -> tuple[Missing, ...]:
        """Details that would settle an unknown condition, in reading order, each once."""
        found: list[Missing] = []
        for leaf in unsettled(root, about.answer):
            found += self._missing_of(leaf, about, person_id)
        return tuple(dict.fromkeys(found))

    def _missing_of(self, leaf: Node, about: Answers, person_id: int | None) -> Iterator[Missing]:
        if isinstance(leaf, Quantified):
            yield from self._missing_rows(leaf, about, person_id)
            return
        for key in sorted(facts_of(leaf)):
            fact = FACTS[key]
            if about.value(key) is None:
                own = person_id if fact.subject == "person" else None
                again = "（需要重新核实）" if about.is_stale(key) else ""
                yield Missing(self._whose(own), fact.label + again, fact.askable, own, key)
        if isinstance(leaf, Compare) and isinstance(leaf.value, Standard):
            standard = self.standards[leaf.value.code]
            day = self.income_day if standard.clock == "income_year" else self.as_of
            if standard.value_on(day, self.area_code) is None:
                yield Missing("", f"{day.year} 年{standard.title}", False, None, "", "县帮扶办")

    def _missing_rows(self, leaf: Quantified, about: Answers, person_id: int | None) -> Iterator[Missing]:
        if leaf.over == HOUSEHOLD:
            if leaf.where is not None and self.home is not None:
                yield from self.missing(leaf.where, self.home, None)
            return
        if leaf.over == MEMBERS:
            for number, member in self.members.items():
                if leaf.where is not None and member.answer(leaf.where) is None:
                    yield from self.missing(leaf.where, member, number)
            return
        source = SOURCES[leaf.over]
        own = person_id if "person" in source.subjects else None
        if source.key == "same_identity":
            yield Missing(self._whose(own), "证件号码", True, own, "person.id")
        elif source.observes and leaf.field is not None:
            yield Missing("", f"{source.label}时问{fact_of(leaf.field, leaf.over).label}", True)
        elif source.dataset is not None and self.provenance.delivery(source) is None:
            yield Missing("", source.label, False, None, "", source.bureau)
        else:
            details = [
                f
                for f in _row_facts(leaf)
                if any(r.values.get(f) is None for r in self.provenance.records(source, own))
            ]
            labels = "、".join(fact_of(f, leaf.over).label for f in details) or "明细"
            yield Missing(self._whose(own), f"{source.label}的{labels}", False, own, "", source.bureau)

    def _whose(self, person_id: int | None) -> str:
        return self.names.get(person_id, "") if person_id is not None else ""


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a condition holds for one subject, put together when it is asked for: most rules are never opened."""

    explainer: Explainer
    root: Node
    about: Answers
    person_id: int | None

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The parts of the condition, one line each."""
        return self.explainer.lines(self.root, self.about, self.person_id)

    @property
    def failed(self) -> Line | None:
        """The first part that does not hold; None where all hold or cannot be told."""
        parts = (part for part in parts_of(self.root) if self.about.answer(part) is False)
        part = next(parts, None)
        return None if part is None else self.explainer.line(part, self.about, self.person_id)


def _row_facts(node: Quantified) -> list[str]:
    return [] if node.where is None else sorted(k for k in facts_of(node.where) if k.startswith("row."))


def _same_measure(node: Quantified, record: Record) -> bool:
    """Grants of other measures than the one asked about are not shown."""
    asked = [
        n.value.values
        for n in ([node.where] if isinstance(node.where, Compare) else [])
        if n.fact == "row.measure" and hasattr(n.value, "values")
    ]
    return all(record.values.get("row.measure") in values for values in asked)


def _short(text: str, longest: int = 160) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
