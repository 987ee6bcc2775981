"""Ten rules in OpenFisca: build the population, calculate, count who fits. Argument: .npz of the register's columns.

Persons: household (index), age (-1 unknown), is_woman. Households: net (fen a year), size, told (is income known).
"""

import sys

from serve import serve

MONTH = "2026-11"


def load():
    import numpy as np
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    columns = np.load(sys.argv[1])
    person = build_entity("person", "persons", "", is_person=True)
    home = build_entity("home", "homes", "", roles=[{"key": "member"}])
    system = TaxBenefitSystem([person, home])

    def given(name, entity, kind):
        body = {"value_type": kind, "entity": entity, "definition_period": DateUnit.MONTH}
        if kind is int:
            body["default_value"] = 0
        system.add_variable(type(name, (Variable,), body))

    def rule(name, formula):
        body = {"value_type": bool, "entity": home, "definition_period": DateUnit.MONTH, "formula": formula}
        system.add_variable(type(name, (Variable,), body))

    for name, entity, kind in (
        ("age", person, int), ("is_woman", person, bool), ("net", home, float), ("size", home, int),
        ("told", home, bool),
    ):  # fmt: skip
        given(name, entity, kind)

    def poor(h, month, yuan):
        return h("told", month) * (h("net", month) < yuan * 100 * h("size", month))

    def members(h, month, low, high=200):
        ages = h.members("age", month)
        return (ages >= low) * (ages <= high)

    def grown(h, month):
        return h.any(members(h, month, 16, 59))

    def unknown(h, month):
        return h.any(h.members("age", month) < 0)

    rule("c01", lambda h, m: h.any(members(h, m, 60)))
    rule("c02", lambda h, m: np.logical_not(grown(h, m) + unknown(h, m)))
    rule("c03", lambda h, m: h.sum(members(h, m, 0, 15)) >= 2)
    rule("c04", lambda h, m: h("size", m) >= 5)
    rule("c05", lambda h, m: poor(h, m, 8000))
    rule("c06", lambda h, m: poor(h, m, 12000) * (h("size", m) >= 4))
    rule("c07", lambda h, m: h.any(members(h, m, 6, 15)) * poor(h, m, 10000))
    rule(
        "c08",
        lambda h, m: h.any(members(h, m, 15, 49) * h.members("is_woman", m)) * h.any(members(h, m, 0, 2)),
    )
    rule("c09", lambda h, m: h.any(members(h, m, 80)) * np.logical_not(grown(h, m) + unknown(h, m)))
    rule("c10", lambda h, m: (h.sum(members(h, m, 60)) >= 2) * (h("size", m) <= 3))
    rules = [f"c{n:02d}" for n in range(1, 11)]

    def act():
        builder = SimulationBuilder()
        builder.create_entities(system)
        people, homes = len(columns["age"]), len(columns["net"])
        builder.declare_person_entity("person", np.arange(people))
        group = builder.declare_entity("home", np.arange(homes))
        builder.join_with_persons(group, columns["household"], np.array(["member"] * people))
        simulation = builder.build(system)
        for name in ("age", "is_woman", "net", "size", "told"):
            simulation.set_input(name, MONTH, columns[name])
        return {"yes": {name.upper(): int(simulation.calculate(name, MONTH).sum()) for name in rules}}

    return act


serve(load)
