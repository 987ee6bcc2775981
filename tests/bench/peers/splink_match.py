"""Splink linking rows without numbers to a register, with the blocking that the product has, on one processor.

Argument: folder with left.csv (line, truth, ...) and right.csv (person_id, ...). Training is part of the measurement:
whoever brings a list has it to do.
"""

import os
import sys
from pathlib import Path

from serve import serve

BLOCKS = (("name_key", "born_on"), ("sound", "born_on"), ("name_key", "village"))


def load():
    import logging

    import pandas
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.disable(logging.CRITICAL)
    folder = Path(sys.argv[1])
    left = pandas.read_csv(folder / "left.csv", dtype=str).rename(columns={"line": "unique_id"})
    right = pandas.read_csv(folder / "right.csv", dtype=str).rename(columns={"person_id": "unique_id"})
    truth = left.set_index("unique_id").pop("truth")
    left = left.drop(columns="truth")
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in BLOCKS],
        comparisons=[
            cl.JaroWinklerAtThresholds("name_key", [0.9, 0.7]),
            cl.ExactMatch("sound"),
            cl.LevenshteinAtThresholds("born_on", [1, 2]),
            cl.ExactMatch("sex"),
            cl.ExactMatch("village").configure(term_frequency_adjustments=True),
        ],
        max_iterations=10,
    )

    def act():
        engine = DuckDBAPI()
        tables = [engine.register(t, table_name=n) for n, t in (("list_left", left), ("list_right", right))]
        linker = Linker(tables, settings, log_level=50)
        linker.training.estimate_probability_two_random_records_match(
            [block_on("name_key", "born_on")], recall=0.8
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("born_on"))
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("name_key"))
        pairs = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
        pairs = pairs.sort_values("match_probability").drop_duplicates("unique_id_l", keep="last")
        facts = {"rows": len(left), "processors": os.cpu_count()}
        for limit in (0.99, 0.9):
            linked = pairs[pairs["match_probability"] >= limit]
            right_ones = (linked["unique_id_l"].map(truth) == linked["unique_id_r"]).sum()
            facts[f"at_{limit}"] = {
                "precision": round(float(right_ones / max(len(linked), 1)), 4),
                "recall": round(float(right_ones / truth.notna().sum()), 4),
            }
        return facts

    return act


serve(load)
