"""Flask-Admin's list of the same table, 50 rows with their columns, count and offset. Arguments: URL, offset rows."""

import sys

from serve import serve


def load():
    from flask import Flask
    from flask_admin import Admin
    from flask_admin.contrib.sqla import ModelView
    from flask_sqlalchemy import SQLAlchemy
    from sqlalchemy import Column, Table, inspect

    url, page = sys.argv[1], int(sys.argv[2])
    app = Flask("peer")
    app.config.update(SECRET_KEY="bench", SQLALCHEMY_DATABASE_URI=url)
    db = SQLAlchemy(app)
    with app.app_context():
        found = inspect(db.engine)
        keys = found.get_pk_constraint("household")["constrained_columns"]
        columns = [
            Column(c["name"], c["type"], primary_key=c["name"] in keys)
            for c in found.get_columns("household")
        ]
        db.metadata.clear()
        household = type("Household", (db.Model,), {"__table__": Table("household", db.metadata, *columns)})

    class Households(ModelView):
        page_size = 50
        column_default_sort = [("area_code", False), ("id", False)]  # noqa: RUF012 (it asks for a list)
        column_list = (
            "head_name", "household_no", "area_code", "group_name", "kind", "attribute", "monitoring_kind", "status",
        )  # fmt: skip

    Admin(app, name="peer").add_view(Households(household, db.session, endpoint="households"))
    client = app.test_client()
    path = f"/admin/households/?page={page // 50}"

    def act():
        answer = client.get(path)
        assert answer.status_code == 200, answer.status_code
        return {"bytes": len(answer.data)}

    act()
    return act


serve(load)
