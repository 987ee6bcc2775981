"""The invented county: the same for the same seed, believable, and with enough planted cases of every kind."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import numpy as np
import pytest

from app.demo.answers import answers, answers_of_the_past, planted, suspicions
from app.demo.county import County, Part, generate
from app.demo.places import plan_county
from app.demo.tables import full_years, told
from app.demo.truth import CRITERIA, ENDED, EXCLUSIONS, FIRES, ON_REQUEST, SHOULD, in_force, subject_of
from app.demo.villages import village_cases
from app.domain.catalogue import Rule
from app.domain.identifiers import parse_id
from app.services.catalogue import shipped, shipped_catalogue

AS_OF = date(2026, 11, 22)
IN_THE_PROGRAMME = date(2019, 11, 22)
#: All of them, without exception; those of programmes that have ended are judged on their last day.
KINDS = (*SHOULD, *FIRES, *CRITERIA, *("x".join(pair) for pair in EXCLUSIONS))
ENOUGH = {"planted": 20, "near": 20, "unknown": 10}


@pytest.fixture(scope="module")
def county() -> County:
    return generate(3000, 1, AS_OF)


@pytest.fixture(scope="module")
def another() -> County:
    return generate(3000, 7, AS_OF)


def test_equal_seeds_give_equal_columns() -> None:
    one, other = generate(400, 5, AS_OF), generate(400, 5, AS_OF)
    for left, right in zip(one.parts, other.parts, strict=True):
        for name, table in left.tables.items():
            assert table.lists() == right.tables[name].lists(), name
        assert left.plants == right.plants


def test_other_seeds_give_other_columns() -> None:
    one, other = generate(400, 5, AS_OF), generate(400, 6, AS_OF)
    assert one.parts[0].tables["people"]["name"].tolist() != other.parts[0].tables["people"]["name"].tolist()


def test_every_entry_of_the_catalogue_has_a_truth() -> None:
    catalogue = shipped_catalogue()
    assert set(SHOULD) == set(catalogue.measures)
    assert set(FIRES) == set(catalogue.checks)
    assert set(CRITERIA) == set(catalogue.criteria)
    assert {m.code for m in catalogue.measures.values() if m.claim != "due"} == ON_REQUEST
    rules: dict[str, Rule] = {**catalogue.measures, **catalogue.checks, **catalogue.criteria}
    assert {code for code, rule in rules.items() if subject_of(code) != rule.unit} == set()
    ended = {code for code in rules if not in_force(code, AS_OF)}
    assert ended == {
        str(v["code"]) for kind in shipped().values() for v in kind if "last_day" in v and v["code"] in rules
    }


def _roles(parts: Iterable[Part]) -> Counter[tuple[str, str]]:
    return Counter((plant["kind"], plant["role"]) for plant in planted(parts))


def _few(county: County, kinds: Iterable[str]) -> list[tuple[str, str, int]]:
    roles = _roles(county.parts)
    return [
        (kind, role, roles[kind, role])
        for kind in kinds
        for role, least in ENOUGH.items()
        if roles[kind, role] < least
    ]


def test_enough_cases_of_each_kind_are_planted(county: County, another: County) -> None:
    assert [_few(one, KINDS) for one in (county, another)] == [[], []]
    assert {kind for kind, _ in _roles(county.parts)} == set(KINDS)


@pytest.mark.parametrize("seed", [10, 11, 43])
def test_other_seeds_have_enough_cases_too(seed: int) -> None:
    """Counties where upper pupils, dropped-out children and unpaid aid were scarce."""
    assert _few(generate(3000, seed, AS_OF), KINDS) == []


@pytest.mark.parametrize("households", [3000, 5000, 60_000])
def test_every_full_county_has_villages_enough(households: int) -> None:
    for seed in range(20):
        plan = plan_county(households, seed, AS_OF)
        cases = [case for township in plan.townships for case in village_cases(plan, township)]
        roles = Counter((case.kind, case.role) for case in cases)
        assert {kind for kind, _ in roles} == {"M47", "E03"}
        assert all(roles[kind, role] >= least for kind in ("M47", "E03") for role, least in ENOUGH.items())


def _differences(county: County, kinds: Iterable[str]) -> list[tuple[str, str, str, list[str]]]:
    """Planted cases that the truth answers otherwise than they were meant."""
    told_all, past, found = answers(county), answers_of_the_past(county), []
    for plant in planted(county.parts):
        kind, role, number = plant["kind"], plant["role"], plant["number"]
        if kind not in kinds:
            continue
        lists = past.get(kind) or next(of[kind] for of in told_all.values() if kind in of)
        if kind in SHOULD:
            places = {
                "planted": ["may_apply" if kind in ON_REQUEST else "missing", "should"],
                "near": [],
                "unknown": ["should_unknown", "unknown"],
                "wrong": ["wrong"],
            }[role]
        else:
            places = {"planted": ["yes"], "near": [], "unknown": ["unknown"]}[role]
        where = sorted(
            name for name, numbers in lists.items() if isinstance(numbers, list) and number in numbers
        )
        if where != sorted(places):
            found.append((kind, role, number, where))
    return found


def test_every_planted_case_is_what_it_was_meant_to_be(county: County, another: County) -> None:
    assert _differences(county, KINDS) == []
    assert _differences(another, KINDS) == []


def test_programmes_that_have_ended_are_judged_on_their_last_day(county: County) -> None:
    past = answers_of_the_past(county)
    assert {code: lists["as_of"] for code, lists in past.items()} == dict.fromkeys(ENDED, "2020-12-31")
    assert not any(code in of for of in answers(county).values() for code in ENDED)


def test_while_a_programme_lasts_its_cases_are_judged_on_the_day_itself() -> None:
    county = generate(3000, 1, IN_THE_PROGRAMME)
    assert _few(county, ENDED) == []
    assert answers_of_the_past(county) == {}
    assert _differences(county, ENDED) == []


def test_many_planted_households_hold_several_cases(county: County) -> None:
    cases = Counter(plant["number"][:17] for plant in planted(county.parts))
    assert sum(times >= 2 for times in cases.values()) >= 100


def test_seven_of_ten_suspicions_may_be_kept(county: County) -> None:
    found = suspicions(answers(county)["checks"])
    kept = [row for row in found if row["tolerable"]]
    assert 0.65 <= len(kept) / len(found) <= 0.78
    assert all(row["reason"] for row in kept)


def test_a_bureau_that_has_not_delivered_leaves_its_questions_open(county: County) -> None:
    assert not answers(county, "none")["measures"]["M37"]["should"]
    assert len(answers(county, "none")["measures"]["M37"]["unknown"]) > 1000
    # eighty and older is known without a list, having the allowance is not: nobody is told that it is missing
    known, without = (answers(county, state)["measures"]["M42"] for state in ("all", "none"))
    assert known["missing"] and not without["missing"] and set(known["should"]) == set(without["should"])
    assert set(without["unknown"]) == set(known["missing"]) | set(known["unknown"])
    assert not answers(county, "some")["checks"]["R03"]["yes"]


def test_numbers_are_valid_and_belong_to_one_person_unless_planted(county: County) -> None:
    numbers: Counter[str] = Counter()
    for part in county.parts:
        people = part.tables["people"]
        has = told(people["id_number"])
        numbers.update(people["id_number"][has].tolist())
        for number, sex, born in zip(
            people["id_number"][has], people["sex"][has], people["born"][has], strict=True
        ):
            identity = parse_id(number)
            assert (identity.sex, identity.birth_on.toordinal()) == (sex, born)
    pairs = [p for p in planted(county.parts) if p["kind"] == "R12" and p["role"] in ("planted", "near")]
    assert all(number.startswith("520199") for number in numbers)
    assert sum(times == 2 for times in numbers.values()) == 10 + 20
    assert len(pairs) == 20 + 20


def test_families_are_believable(county: County) -> None:
    for part in county.parts:
        people, homes = part.tables["people"], part.tables["households"]
        ages = full_years(people["born"], AS_OF)
        heads = people["relation"] == "head"
        assert heads.sum() == len(homes)
        assert (ages[heads] >= 16).all()
        known = people["born"] > 0
        assert (ages[known] >= 0).all()
        assert (ages[known] < 105).all()
        for word, sex in (("mother", "female"), ("son", "male"), ("daughter_in_law", "female")):
            assert (people["sex"][people["relation"] == word] == sex).all()
    everybody = sum(len(part.tables["people"]) for part in county.parts)
    assert 2.6 < everybody / 3000 < 4.0


def test_names_hold_what_real_lists_hold(county: County) -> None:
    names = [name for part in county.parts for name in part.tables["people"]["name"].tolist()]
    assert any("·" in name for name in names)
    assert any(set(name) & set("㛃䶮𬭚𬍛堃") for name in names)
    assert max(Counter(names).values()) > 3  # namesakes


def test_ledgers_add_up_to_the_sums(county: County) -> None:
    for part in county.parts:
        homes, ledger = part.tables["households"], part.tables["income"]
        assert (ledger["amount_fen"] > 0).all()
        noted = np.char.startswith(ledger["kind"].astype(str), "self_paid")
        sign = np.where(ledger["kind"] == "business_cost", -1, 1) * ~noted
        for mark, year in (("y", 2026), ("p", 2025)):
            total = np.zeros(len(homes), dtype=int)
            mine = ledger["year"] == year
            np.add.at(total, ledger["household"][mine], (ledger["amount_fen"] * sign)[mine])
            kept = homes[f"told_{mark}"] & (homes["status"] == "active")
            assert (total[kept] == (homes[f"net_{mark}"] + homes[f"dibao_{mark}"])[kept]).all()
            assert (total[~kept] == 0).all()


def test_twins_share_a_birthday(county: County) -> None:
    twins = 0
    for part in county.parts:
        people = part.tables["people"].take(told(part.tables["people"]["id_number"]))
        pairs = Counter(zip(people["household"].tolist(), people["born"].tolist(), strict=True))
        twins += sum(times == 2 for times in pairs.values())
    assert twins >= 5


@pytest.mark.parametrize("as_of", [date(2026, 1, 5), date(2026, 9, 30), date(2026, 2, 28), date(2025, 10, 1)])
def test_any_judgement_day_gives_a_sound_county(as_of: date) -> None:
    assert _differences(generate(1200, 2, as_of), KINDS) == []
