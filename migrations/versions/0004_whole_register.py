"""All fields of the register (domain 2.2-2.15), work by month, monitoring steps, villages by year, named acts.

The risks of a household stand in columns of their own; what was joined in one text is taken apart, also in history.
"""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_history, drop_triggers, refresh_history

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD, BOOL, SMALL, FEN = sa.String(length=40), sa.Boolean(), sa.SmallInteger(), sa.BigInteger()
DAY, NUMBER, COUNT, AREA, MONTH = (
    sa.Date(),
    sa.Double(),
    sa.Integer(),
    sa.String(length=12),
    sa.String(length=7),
)

ADDED = {
    "household": {
        "risk_2": WORD,
        "risk_3": WORD,
        "risk_4": WORD,
        "risk_5": WORD,
        "disaster_kind": WORD,
        "exit_state": WORD,
        "not_out_reason": WORD,
        "is_only_child_family": BOOL,
        "is_two_daughters_family": BOOL,
        "is_family_planning": BOOL,
        "is_key_object": BOOL,
        "development_measures": WORD,
        "collector": WORD,
        "collector_phone_ref": BIG,
        "monitor_contact": WORD,
        "monitor_phone_ref": BIG,
        "year_members": SMALL,
        "merged_into_id": BIG,
        "split_from_id": BIG,
    },
    "living_condition": {
        "house_tenure": WORD,
        "house_built_year": SMALL,
        "house_repair": WORD,
        "house_repaired_on": DAY,
        "water_source": WORD,
        "water_amount": WORD,
        "water_quality": WORD,
        "water_convenience": WORD,
        "water_reliability": WORD,
        "road_is_hardened": BOOL,
        "market_km": NUMBER,
        "fuels": sa.String(length=120),
        "surroundings": WORD,
        "move_wish": BOOL,
        "move_mode": WORD,
        "settle_mode": WORD,
        "settle_place": WORD,
        "planting": WORD,
        "grain_kg": NUMBER,
        "pigs": COUNT,
        "cattle": COUNT,
        "sheep": COUNT,
        "poultry": COUNT,
        "industry": WORD,
        "industry_organisation": WORD,
        "industry_income_fen": FEN,
        "firm_income_fen": FEN,
        "in_mutual_fund": BOOL,
        "mutual_fund_fen": FEN,
        "school_debt_fen": FEN,
    },
    "income_entry": {"dataset": SMALL},
    "person": {
        "nation_note": sa.String(length=20),
        "disability_year": SMALL,
        "work_industry": WORD,
        "work_channel": WORD,
        "works_abroad": BOOL,
        "training": sa.String(length=60),
        "has_skill_certificate": BOOL,
        "graduate_unemployed": WORD,
        "other_health_aid": BOOL,
    },
    "monitoring_case": {"source": WORD, "is_green_channel": BOOL},
}
CREATED = (
    "work_record",
    "work_plan",
    "monitoring_step",
    "monitoring_situation",
    "village_record",
    "household_act",
)


def upgrade() -> None:
    for table, columns in ADDED.items():
        _drop_triggers(table)
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
        if table != "household":
            refresh_history(op, table)
    refresh_history(op, "household")
    _drop_triggers("household")
    for table in ("household", "household_history"):
        _take_apart(table)
        op.drop_column(table, "risk_others")
    refresh_history(op, "household")
    _create_work()
    _create_monitoring()
    _create_village()
    _create_act()
    for table in CREATED:
        refresh_history(op, table)


def downgrade() -> None:
    for table in reversed(CREATED):
        drop_history(op, table)
        op.drop_table(table)
    for table in ("household", "household_history"):
        op.add_column(table, sa.Column("risk_others", sa.String(length=120), nullable=True))
    _drop_triggers("household")
    for table in ("household", "household_history"):
        _put_together(table)
    for table, columns in ADDED.items():
        _drop_triggers(table)
        for name in columns:
            op.drop_column(table, name)
            op.drop_column(f"{table}_history", name)
        refresh_history(op, table)


def _drop_triggers(table: str) -> None:
    for statement in drop_triggers(op.get_bind().dialect.name, table):
        op.execute(sa.text(statement))


def _take_apart(table: str) -> None:
    """`a,b` in one text becomes risk_2 = a, risk_3 = b; one statement for each combination that occurs."""
    bind = op.get_bind()
    found = bind.execute(sa.text(f"SELECT DISTINCT risk_others FROM {table} WHERE risk_others IS NOT NULL"))
    for (text,) in found.all():
        risks = [*[part for part in text.split(",") if part], None, None, None, None][:4]
        bind.execute(
            sa.text(
                f"UPDATE {table} SET risk_2 = :a, risk_3 = :b, risk_4 = :c, risk_5 = :d WHERE risk_others = :t"
            ),
            {"t": text, **dict(zip("abcd", risks, strict=True))},
        )


def _put_together(table: str) -> None:
    bind = op.get_bind()
    names = "risk_2, risk_3, risk_4, risk_5"
    same = " AND ".join(f"coalesce(risk_{n}, '') = :r{n}" for n in range(2, 6))
    found = bind.execute(sa.text(f"SELECT DISTINCT {names} FROM {table} WHERE risk_2 IS NOT NULL"))
    for row in found.all():
        values = {f"r{n}": risk or "" for n, risk in enumerate(row, 2)}
        joined = ",".join(risk for risk in row if risk)
        bind.execute(sa.text(f"UPDATE {table} SET risk_others = :t WHERE {same}"), {"t": joined, **values})


def _registered(name: str, *parts: sa.schema.SchemaItem, references: dict[str, str]) -> None:
    """A registry table with its key, public id, version and event."""
    keys = {**references, "event_id": "event"}
    op.create_table(
        name,
        *parts,
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        *(sa.ForeignKeyConstraint([c], [f"{t}.id"], name=op.f(f"fk_{name}_{c}")) for c, t in keys.items()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{name}_event_id"), name, ["event_id"], unique=False)


def _columns(kinds: dict[str, sa.types.TypeEngine], needed: tuple[str, ...]) -> list[sa.Column]:
    return [sa.Column(name, kind, nullable=name not in needed) for name, kind in kinds.items()]


def _create_work() -> None:
    owner = {"household_id": BIG, "person_id": BIG, "area_code": AREA}
    references = {"household_id": "household", "person_id": "person"}
    record = owner | {
        "month": MONTH, "is_working": BOOL, "place": sa.String(length=60), "place_code": AREA,
        "employer": sa.String(length=60), "industry": WORD, "wage_fen": FEN, "starts_on": DAY, "ends_on": DAY,
        "channel": WORD, "point_to_point": BOOL, "travel_subsidy_fen": FEN, "origin": WORD,
    }  # fmt: skip
    plan = owner | {
        "year": SMALL, "is_planned": BOOL, "place": sa.String(length=60), "place_code": AREA,
        "service_need": WORD, "origin": WORD,
    }  # fmt: skip
    for name, kinds, key in (("work_record", record, "month"), ("work_plan", plan, "year")):
        unique = sa.UniqueConstraint("person_id", key, name=op.f(f"uq_{name}_person_id_{key}"))
        _registered(name, *_columns(kinds, (*owner, key, "origin")), unique, references=references)
        op.create_index(f"ix_{name}_area_id", name, ["area_code", "id"], unique=False)
        op.create_index(op.f(f"ix_{name}_household_id"), name, ["household_id"], unique=False)


def _create_monitoring() -> None:
    owner = {"case_id": BIG, "household_id": BIG, "area_code": AREA}
    references = {"case_id": "monitoring_case", "household_id": "household"}
    step = owner | {"step": WORD, "on_day": DAY, "until_on": DAY, "evidence": sa.String(length=120)}
    money = ("wage", "business", "property", "transfer", "cost", "net", "net_per_head", "claim", "self_paid")
    answers = ("has_dropout", "house_damaged", "someone_uninsured", "water_damaged")
    situation = (
        owner
        | {"moment": WORD, "on_day": DAY}
        | dict.fromkeys(answers, BOOL)
        | {f"{name}_fen": FEN for name in money}
        | {"members": SMALL}
    )
    for name, kinds, needed in (
        ("monitoring_step", step, ("step", "on_day", "evidence")),
        ("monitoring_situation", situation, ("moment",)),
    ):
        unique = sa.UniqueConstraint("case_id", needed[0], name=op.f(f"uq_{name}_case_id_{needed[0]}"))
        _registered(name, *_columns(kinds, (*owner, *needed)), unique, references=references)
        op.create_index(op.f(f"ix_{name}_household_id"), name, ["household_id"], unique=False)


def _create_village() -> None:
    counts = (
        "primary_schools", "pension_persons", "clinics", "doctors", "public_toilets", "libraries",
        "dibao_households", "dibao_persons", "tekun_persons", "disabled_persons", "unsafe_water_households",
        "dangerous_house_households",
    )  # fmt: skip
    kinds = (
        {"area_code": AREA, "year": SMALL, "attribute": WORD, "left_poverty_year": SMALL}
        | {"households": COUNT, "persons": COUNT, "collective_income_fen": FEN}
        | dict.fromkeys(("has_bus", "road_to_township", "has_waste_site"), BOOL)
        | dict.fromkeys(counts, COUNT)
        | {"filler": WORD, "origin": WORD}
    )
    unique = sa.UniqueConstraint("area_code", "year", name=op.f("uq_village_record_area_code_year"))
    needed = ("area_code", "year", "origin")
    _registered("village_record", *_columns(kinds, needed), unique, references={})
    op.create_index("ix_village_record_area_id", "village_record", ["area_code", "id"], unique=False)


def _create_act() -> None:
    kinds = {
        "household_id": BIG, "other_household_id": BIG, "person_id": BIG, "area_code": AREA, "act": WORD,
        "happened_on": DAY, "reason": WORD, "evidence": sa.String(length=120), "act_event_id": BIG, "state": WORD,
        "undone_on": DAY, "undo_reason": sa.String(length=120), "national_state": WORD, "national_on": DAY,
        "national_by": BIG,
    }  # fmt: skip
    needed = ("household_id", "area_code", "act", "happened_on", "act_event_id", "state", "national_state")
    references = {"household_id": "household", "act_event_id": "event"}
    _registered("household_act", *_columns(kinds, needed), references=references)
    op.create_index("ix_household_act_area_id", "household_act", ["area_code", "id"], unique=False)
    national = ["national_state", "area_code", "id"]
    op.create_index("ix_household_act_national", "household_act", national, unique=False)
    for column in ("household_id", "other_household_id", "act_event_id"):
        op.create_index(op.f(f"ix_household_act_{column}"), "household_act", [column], unique=False)
