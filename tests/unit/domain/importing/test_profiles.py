"""Profiles are data: each one is whole, and the words it maps exist."""

from pathlib import Path

import pytest

import imports
from app.domain.importing.conversion import CONVERTERS
from app.domain.importing.headers import Aliases, plain
from app.domain.importing.lists import code_lists
from app.domain.importing.profile import Profile, ProfileError, parse_profile
from app.domain.vocabulary.datasets import BY_KEY
from app.domain.vocabulary.income import INCOME_KIND
from imports import load_profiles

PROFILES = list(load_profiles().values())


def test_the_lists_of_the_first_slice_are_there() -> None:
    assert {"N01", "N02", "P01", "B02", "B04", "B07", "B17"} <= set(load_profiles())


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.code)
def test_converters_lists_and_codes_exist(profile: Profile) -> None:
    for column in profile.columns:
        assert column.converter in CONVERTERS, column.key
        if column.vocabulary:
            known = {code.code for code in code_lists()[column.vocabulary]} | {None, "yes", "no", "gone"}
            assert set(column.words.values()) <= known, column.key


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.code)
def test_no_header_means_two_columns(profile: Profile) -> None:
    seen: dict[str, str] = {}
    for column in profile.columns:
        for header in column.headers:
            assert seen.setdefault(plain(header), column.key) == column.key, header
    assert Aliases(profile).exact


@pytest.mark.parametrize("profile", [p for p in PROFILES if p.subject == "record"], ids=lambda p: p.code)
def test_bureau_lists_name_their_data_set(profile: Profile) -> None:
    assert profile.dataset in BY_KEY
    assert BY_KEY[profile.dataset or ""].workbook == profile.code.partition("-")[0]
    assert BY_KEY[profile.dataset or ""].office == profile.bureau


def test_the_household_list_carries_every_kind_of_income() -> None:
    targets = {
        c.target.partition(".")[2]
        for c in load_profiles()["N01"].columns
        if c.target.startswith("income_entry.")
    }
    assert targets - {"year"} == {code.code for code in INCOME_KIND}


def test_a_faulty_profile_is_refused_with_its_place() -> None:
    data = {
        "code": "X1",
        "title": "x",
        "bureau": "MZ",
        "dataset": None,
        "subject": "record",
        "period": "month",
    }
    column = {"key": "a", "headers": ["甲"], "converter": "text", "target": "details.a"}
    for fault in (
        {"columns": [column], "period": "week"},
        {"columns": [{**column, "headers": []}]},
        {"columns": [column, column]},
        {"columns": [{**column, "header": 1}]},
        {"columns": [column], "unique": ["b"]},
    ):
        with pytest.raises(ProfileError, match="X1"):
            parse_profile({**data, **fault})


def test_two_profiles_of_one_code_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "code: X1\ntitle: x\nbureau: MZ\ndataset: null\nsubject: record\nperiod: month\ncolumns:\n"
    text += "  - {key: a, headers: [甲], converter: text, target: details.a}\n"
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.setattr(imports, "_FOLDER", tmp_path)
    with pytest.raises(ProfileError, match="stands twice"):
        load_profiles.__wrapped__()
