"""Importing a dibao list as it is done elsewhere: read, check the number, find the person, compare, write with history.

Arguments: workbook, SQLite file with person(id, number, name) in clear, way. Ways: a script of pandas reading through
calamine or openpyxl; one object a row (SQLAlchemy); django-import-export (which writes no history). Each measurement
begins without benefits, as the first delivery of a list does. Nothing is encrypted here.
"""

import sqlite3
import sys

from serve import serve

TABLES = """
DROP TABLE IF EXISTS benefit; DROP TABLE IF EXISTS benefit_history;
CREATE TABLE benefit (id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL UNIQUE, kind TEXT, level TEXT, amount REAL,
  starts_on TEXT, status TEXT);
CREATE TABLE benefit_history (id INTEGER PRIMARY KEY, person_id INTEGER, field TEXT, old TEXT, new TEXT, at TEXT);
"""
FIELDS = {
    "kind": "低保类型",
    "level": "保障类别",
    "amount": "户月保障金",
    "starts_on": "起保时间",
    "status": "状态",
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_right(number):
    """18 places and the right check digit."""
    if not isinstance(number, str) or len(number) != 18 or not number[:17].isdigit():
        return False
    return (
        "10X98765432"[sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False)) % 11]
        == number[17].upper()
    )


def emptied(database):
    with sqlite3.connect(database) as connection:
        connection.executescript(TABLES)


def script(path, database, engine):
    """What a skilled clerk writes with pandas."""
    import pandas

    def act():
        emptied(database)
        frame = pandas.read_excel(path, dtype=str, engine=engine).rename(
            columns={v: k for k, v in FIELDS.items()}
        )
        frame["number"] = frame["身份证号"].str.strip().str.upper()
        right = frame["number"].map(is_right)
        frame["amount"] = pandas.to_numeric(frame["amount"], errors="coerce")
        with sqlite3.connect(database) as connection:
            connection.execute("BEGIN IMMEDIATE")
            people = pandas.read_sql("SELECT id AS person_id, number, name FROM person", connection)
            before = pandas.read_sql("SELECT * FROM benefit", connection)
            found = frame[right].drop_duplicates("number", keep="last").merge(people, on="number", how="left")
            matched = found.dropna(subset=["person_id"])
            both = matched.merge(before, on="person_id", how="left", suffixes=("", "_old"))
            moment = pandas.Timestamp.now().isoformat()
            lines = []
            for name in FIELDS:
                old = both[f"{name}_old"] if f"{name}_old" in both else pandas.Series(None, index=both.index)
                differs = both[name].notna() & (old.isna() | (old.astype(str) != both[name].astype(str)))
                lines.append(
                    pandas.DataFrame({
                        "person_id": both.loc[differs, "person_id"].astype(int), "field": name,
                        "old": old[differs].astype(object).where(old[differs].notna(), None),
                        "new": both.loc[differs, name].astype(str), "at": moment,
                    })
                )  # fmt: skip
            connection.execute("DELETE FROM benefit")
            written = both[["person_id", *FIELDS]].astype({"person_id": int})
            written.to_sql("benefit", connection, if_exists="append", index=False)
            pandas.concat(lines).to_sql("benefit_history", connection, if_exists="append", index=False)
        return {"rows": len(frame), "matched": len(matched), "new": len(both)}

    return act


def objects(path, database):
    """One object a row: openpyxl, a check by pydantic, look-up, change, history, one commit."""
    import openpyxl
    from pydantic import BaseModel, ValidationError, field_validator
    from sqlalchemy import ForeignKey, create_engine, select
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    class Base(DeclarativeBase):
        pass

    class Person(Base):
        __tablename__ = "person"
        id: Mapped[int] = mapped_column(primary_key=True)
        number: Mapped[str]
        name: Mapped[str]

    class Benefit(Base):
        __tablename__ = "benefit"
        id: Mapped[int] = mapped_column(primary_key=True)
        person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
        kind: Mapped[str | None]
        level: Mapped[str | None]
        amount: Mapped[float | None]
        starts_on: Mapped[str | None]
        status: Mapped[str | None]

    class Change(Base):
        __tablename__ = "benefit_history"
        id: Mapped[int] = mapped_column(primary_key=True)
        person_id: Mapped[int]
        field: Mapped[str]
        old: Mapped[str | None]
        new: Mapped[str | None]
        at: Mapped[str]

    class Row(BaseModel):
        number: str
        kind: str | None
        level: str | None
        amount: float | None
        starts_on: str | None
        status: str | None

        @field_validator("number")
        @classmethod
        def right(cls, value):
            if not is_right(value):
                raise ValueError("check digit")
            return value

    engine = create_engine(f"sqlite:///{database}")

    def act():
        emptied(database)
        sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
        lines = sheet.iter_rows(values_only=True)
        heads = next(lines)
        rows = matched = 0
        with Session(engine) as session:
            for line in lines:
                rows += 1
                given = dict(zip(heads, line, strict=False))
                try:
                    row = Row(number=str(given["身份证号"]), **{k: given[v] for k, v in FIELDS.items()})
                except ValidationError:
                    continue
                person = session.scalar(select(Person).where(Person.number == row.number))
                if person is None:
                    continue
                matched += 1
                benefit = session.scalar(select(Benefit).where(Benefit.person_id == person.id))
                if benefit is None:
                    benefit = Benefit(person_id=person.id)
                    session.add(benefit)
                for name in FIELDS:
                    old, new = getattr(benefit, name), getattr(row, name)
                    if old != new:
                        session.add(
                            Change(person_id=person.id, field=name, old=old, new=str(new), at="2026-11-22")
                        )
                        setattr(benefit, name, new)
            session.commit()
        return {"rows": rows, "matched": matched, "new": matched}

    return act


def resources(path, database):
    """django-import-export with its own ways to look up and to skip what is unchanged."""
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        INSTALLED_APPS=["import_export"], USE_TZ=False,
    )  # fmt: skip
    django.setup()
    import openpyxl
    import tablib
    from django.db import models
    from import_export import fields, resources, widgets

    class Person(models.Model):
        number = models.CharField(max_length=18)
        name = models.CharField(max_length=60)

        class Meta:
            app_label, db_table, managed = "import_export", "person", False

    class Benefit(models.Model):
        person = models.ForeignKey(Person, models.CASCADE)
        kind = models.CharField(max_length=20)
        level = models.CharField(max_length=20)
        amount = models.FloatField()
        starts_on = models.CharField(max_length=10)
        status = models.CharField(max_length=20)

        class Meta:
            app_label, db_table, managed = "import_export", "benefit", False

    class List(resources.ModelResource):
        person = fields.Field("person", "身份证号", widgets.ForeignKeyWidget(Person, "number"))
        kind = fields.Field("kind", FIELDS["kind"])
        level = fields.Field("level", FIELDS["level"])
        amount = fields.Field("amount", FIELDS["amount"], widgets.FloatWidget())
        starts_on = fields.Field("starts_on", FIELDS["starts_on"])
        status = fields.Field("status", FIELDS["status"])

        def skip_row(self, instance, original, row, import_validation_errors=None):
            return not is_right(row["身份证号"]) or super().skip_row(
                instance, original, row, import_validation_errors
            )

        class Meta:
            model = Benefit
            import_id_fields = ("person",)
            fields = ("person", *FIELDS)
            skip_unchanged = True
            report_skipped = False
            use_transactions = True

    def act():
        emptied(database)
        sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
        lines = sheet.iter_rows(values_only=True)
        given = tablib.Dataset(headers=next(lines))
        for line in lines:
            given.append([str(cell) for cell in line])
        result = List().import_data(given, dry_run=False)
        return {"rows": len(given), "matched": result.totals["new"], "new": result.totals["new"]}

    return act


def load():
    path, database, way = sys.argv[1:4]
    return {
        "pandas_calamine": lambda: script(path, database, "calamine"),
        "pandas_openpyxl": lambda: script(path, database, "openpyxl"),
        "orm_per_row": lambda: objects(path, database),
        "django_import_export": lambda: resources(path, database),
    }[way]()


serve(load)
