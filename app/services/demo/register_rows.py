"""Columns of the register's tables from a township of the generator."""

from typing import Any

import numpy as np

from app.demo.county import Part
from app.demo.tables import Table, dates
from app.domain.names import NameKeys, name_keys
from app.queries.blind_index import last4_blind
from app.services.demo.numbering import Writer
from app.services.demo.sealing import seal_column

Columns = dict[str, list[Any]]

_HOUSEHOLD = (
    "household_no area_code group_name bank_name head_name kind attribute standard monitoring_kind monitored_month "
    "risk_main risk_2 risk_cleared cleared_month clear_mode cause_main cause_other_1 identified_month exit_year "
    "has_no_labor status gone_reason exit_state collector monitor_contact risk_note development_measures "
    "is_martyr_family is_only_child_family is_two_daughters_family"
)
_LIVING = (
    "land_crop_mu land_forest_mu land_converted_mu house_area_m2 house_level house_structure water_is_safe road_kind "
    "toilet fuel has_power has_tv in_cooperative relocation water_amount water_quality water_convenience "
    "water_reliability land_irrigated_mu land_fruit_mu land_grass_mu water_area_mu road_km market_km "
    "road_is_hardened house_built_year house_tenure house_repair water_source water_is_hard has_production_power "
    "surroundings planting grain_kg pigs cattle sheep poultry led_by_firm led_by_person move_wish"
)
_PERSON = (
    "person_no area_code relation name sex certificate_kind no_id_reason nation politics education school is_boarder "
    "dropout_reason labor health_chronic health_serious health_disabled disability_category disability_level "
    "work_region work_place work_months public_post public_post_months resident_medical employee_medical "
    "serious_illness_insured commercial_medical resident_pension employee_pension dibao tekun is_soldier "
    "speaks_mandarin status gone_reason work_industry work_channel has_skill_certificate accident_insured is_orphan"
)


def _chosen(table: Table, names: str) -> Columns:
    return {name: table[name].tolist() for name in names.split()}


def numbers_of(first: int, positions: Any) -> list[int]:
    """Row numbers of positions within a part."""
    numbers: list[int] = (np.asarray(positions, dtype=np.int64) + first).tolist()
    return numbers


def write_households(writer: Writer, part: Part, first_person: int) -> range:
    """Households with address, phone and account in the vault, and how they live."""
    homes = part.tables["households"]
    columns = _chosen(homes, _HOUSEHOLD)
    columns["gone_on"] = dates(homes["gone_on"])
    columns["head_id"] = numbers_of(first_person, homes["head"])
    for column, source, kind in (
        ("address_ref", "address", "address"),
        ("phone_ref", "phone", "phone"),
        ("bank_ref", "bank_account", "bank"),
        ("monitor_phone_ref", "monitor_phone", "phone"),
    ):
        columns[column] = seal_column(writer, kind, homes[source].tolist())
    written = writer.write("household", columns)
    living = _chosen(homes, _LIVING)
    living["surveyed_on"] = dates(homes["surveyed_on"])
    living["household_id"] = list(written)
    living["house_is_dangerous"] = [
        None if level is None else level in "CD" for level in living["house_level"]
    ]
    writer.write("living_condition", living)
    return written


def write_people(writer: Writer, part: Part, first_household: int) -> range:
    """Members with their keys, memberships and name grams."""
    people = part.tables["people"]
    columns = _chosen(people, _PERSON)
    columns["household_id"] = numbers_of(first_household, people["household"])
    columns["born_on"], columns["gone_on"] = dates(people["born"]), dates(people["gone_on"])
    keys = _keys(columns["name"])
    columns["name_key"] = [key.key for key in keys]
    columns["name_pinyin"] = [key.pinyin for key in keys]
    columns["name_initials"] = [key.initials for key in keys]
    numbers = people["id_number"].tolist()
    columns["id_ref"] = seal_column(writer, "id_no", numbers)
    columns["id_last4_blind"] = [
        last4_blind(area, number) if number else None
        for area, number in zip(columns["area_code"], numbers, strict=True)
    ]
    columns["disability_ref"] = seal_column(writer, "certificate", people["disability_no"].tolist())
    columns["phone_ref"] = seal_column(writer, "phone", people["phone"].tolist())
    written = writer.write("person", columns)
    _write_memberships(writer, columns, written)
    _write_grams(writer, keys, columns["area_code"], written)
    return written


def _keys(names: list[str]) -> list[NameKeys]:
    known: dict[str, NameKeys] = {}
    return [known.get(name) or known.setdefault(name, name_keys(name)) for name in names]


def _write_memberships(writer: Writer, columns: Columns, people: range) -> None:
    writer.write(
        "membership",
        {
            "person_id": list(people),
            "household_id": columns["household_id"],
            "relation": columns["relation"],
            "to_on": columns["gone_on"],
            "left_reason": columns["gone_reason"],
        },
    )


def _write_grams(writer: Writer, keys: list[NameKeys], areas: list[str], people: range) -> None:
    person_id: list[int] = []
    gram: list[str] = []
    area_code: list[str] = []
    for number, key, area in zip(people, keys, areas, strict=True):
        gram.extend(key.grams)
        person_id.extend([number] * len(key.grams))
        area_code.extend([area] * len(key.grams))
    writer.write_plain("name_gram", {"person_id": person_id, "gram": gram, "area_code": area_code})
