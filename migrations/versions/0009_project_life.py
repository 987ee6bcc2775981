"""The life of a project: its steps, notices, budget lines, goals; assets with ownership and what they brought."""

import sqlalchemy as sa
from alembic import op

from migrations.history import drop_history, drop_triggers, refresh_history

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD, SMALL, FEN, CODE = sa.String(40), sa.SmallInteger(), sa.BigInteger(), sa.String(12)


def _text(name: str, most: int, *, needed: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(most), nullable=not needed)


def _col(name: str, kind: object, *, needed: bool = False) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=not needed)  # type: ignore[arg-type]


def _registered(table: str, columns: list[sa.Column[object]], parents: dict[str, str], *checks: str) -> None:
    """A registry table with its keys, indexes, history and guard."""
    op.create_table(
        table,
        *columns,
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        *(
            sa.ForeignKeyConstraint([c], [f"{t}.id"], name=op.f(f"fk_{table}_{c}"))
            for c, t in {**parents, "event_id": "event"}.items()
        ),
        *(sa.CheckConstraint(check, name=op.f(f"ck_{table}_amount_not_negative")) for check in checks),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
        sqlite_autoincrement=True,
    )
    for column in (*parents, "event_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    refresh_history(op, table)


NEW = ("asset_share", "asset_income", "project_goal", "budget_line", "project_notice", "project_step")
ADDED: dict[str, list[sa.Column[object]]] = {
    "project": [
        _col("participation", sa.Text()),
        _col("planned_households", sa.Integer()),
        _col("planned_persons", sa.Integer()),
    ],
    "fund_flow": [_col("budget_line_id", BIG), _text("reason", 200)],
    "asset": [
        _text("asset_no", 40), _text("place", 80), _col("quantity", sa.Float()), _text("unit", 12),
        _col("built_on", sa.Date()), _text("owner_name", 80), _text("certificate", 60), _text("keeper", 80),
        _text("operator", 80), _col("contract_from", sa.Date()), _col("contract_to", sa.Date()),
        _col("checked_on", sa.Date()),
    ],
}  # fmt: skip
NOT_NEGATIVE = "amount_fen >= 0"


def upgrade() -> None:
    _registered(
        "project_step",
        [
            _col("project_id", BIG, needed=True), _col("step", WORD, needed=True), _col("before", WORD, needed=True),
            _col("after", WORD, needed=True), _col("on_day", sa.Date(), needed=True),
            _text("evidence", 120, needed=True), _text("words", 200), _col("act_event_id", BIG, needed=True),
            _col("state", WORD, needed=True), _col("undone_on", sa.Date()), _text("undo_reason", 120),
        ],
        {"project_id": "project", "act_event_id": "event"},
    )  # fmt: skip
    _registered(
        "project_notice",
        [
            _col("project_id", BIG, needed=True), _col("kind", WORD, needed=True), _col("level", WORD, needed=True),
            _text("place", 80, needed=True), _col("from_on", sa.Date(), needed=True),
            _col("until_on", sa.Date(), needed=True), _col("closed_on", sa.Date()), _text("objections", 200),
            _col("first_photo_id", BIG), _col("last_photo_id", BIG),
        ],
        {"project_id": "project"},
    )  # fmt: skip
    _registered(
        "budget_line",
        [
            _col("area_code", CODE, needed=True), _col("year", SMALL, needed=True),
            _text("document_no", 60, needed=True), _text("name", 120, needed=True), _col("source", WORD, needed=True),
            _col("amount_fen", FEN, needed=True), _col("on_day", sa.Date()),
        ],
        {},
        NOT_NEGATIVE,
    )  # fmt: skip
    for column in ("area_code", "year"):
        op.create_index(op.f(f"ix_budget_line_{column}"), "budget_line", [column], unique=False)
    _registered(
        "project_goal",
        [
            _col("project_id", BIG, needed=True), _col("part", WORD, needed=True), _text("title", 60, needed=True),
            _text("unit", 12), _col("aim", sa.Float(), needed=True), _col("done", sa.Float()),
            _col("is_less_better", sa.Boolean(), needed=True), _col("tenths", SMALL, needed=True), _text("reason", 200),
        ],
        {"project_id": "project"},
    )  # fmt: skip
    _registered(
        "asset_income",
        [
            _col("asset_id", BIG, needed=True), _col("year", SMALL, needed=True), _col("amount_fen", FEN, needed=True),
            _col("on_day", sa.Date(), needed=True), _text("document_no", 60),
        ],
        {"asset_id": "asset"},
        NOT_NEGATIVE,
    )  # fmt: skip
    _registered(
        "asset_share",
        [
            _col("asset_income_id", BIG, needed=True), _col("household_id", BIG), _col("purpose", WORD, needed=True),
            _col("amount_fen", FEN, needed=True), _col("on_day", sa.Date(), needed=True), _text("words", 120),
        ],
        {"asset_income_id": "asset_income", "household_id": "household"},
        NOT_NEGATIVE,
    )  # fmt: skip
    for table, columns in ADDED.items():
        for column in columns:
            op.add_column(table, column._copy())
        if table == "fund_flow":
            op.create_index(op.f("ix_fund_flow_budget_line_id"), table, ["budget_line_id"], unique=False)
        refresh_history(op, table)


def downgrade() -> None:
    for table, columns in ADDED.items():
        for statement in drop_triggers(op.get_bind().dialect.name, table):
            op.execute(sa.text(statement))
        if table == "fund_flow":
            op.drop_index(op.f("ix_fund_flow_budget_line_id"), table_name=table)
        for column in columns:
            op.drop_column(table, column.name)
            op.drop_column(f"{table}_history", column.name)
        refresh_history(op, table)
    for table in NEW:
        drop_history(op, table)
        op.drop_table(table)
