"""A confidence that means something: the weights of station.forms.calibration, measured on kept readings, and how far they hold on others.

    python -m tests.bench.calibration --cache DIR --fit 2001-2010 --hold 2011-2020 [--conditions clean …] [--version HASH] [--write]

Fitted on the papers of the seeds `--fit`, printed for those of `--hold`: Brier score (mean square of likelihood less truth, low is good)
and expected calibration error (Naeini, Cooper, Hauskrecht 2015; ten bins of equal count), each beside the raw confidence of the reading,
then the bins themselves. `--write` keeps the weights in resources/calibration/confidence.toml. Tuning seeds alone: what is held back is
never fitted on.
"""

import argparse
import datetime
import json
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from station.domain.durable import write_durably
from station.forms.calibration import GROUPS, Calibration, GroupWeights, features, group_of
from tests.bench.kept_readings import code_version, seeds_of
from tests.bench.witnessed import Case, add_arguments, cases, chosen_lots
from ui import bootstrap

BINS = 10
LEAST = 0.98
"""Two witnesses and this likelihood are enough; chosen by what tests/bench/witnessed.py prints."""
RIDGE = 0.1
"""Pull of every weight but the constant to zero: of a hundred values without one wrong nobody may conclude certainty."""
_STEPS = 60
_LEAST_VALUES = 30
"""A group with fewer values is not fitted: its types then have no calibrated confidence."""


def fitted(found: Sequence[Case], group: str) -> GroupWeights | None:
    """Weights of one group by Newton's method on the penalised likelihood; None when there is too little to learn from."""
    chosen = [case for case in found if case.text and group_of(case.field.type) == group]
    if len(chosen) < _LEAST_VALUES:
        return None
    rows = [_features(case) for case in chosen]
    names = sorted({name for row in rows for name in row})
    amounts = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    right = np.array([case.is_right for case in chosen], dtype=float)
    weights = newton(amounts, right, np.array([0.0 if name == "constant" else RIDGE for name in names]))
    return GroupWeights(
        weights={name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)},
        values=len(chosen),
        wrong=int(len(chosen) - right.sum()),
    )


def _features(case: Case) -> dict[str, float]:
    raw = case.value.confidence if case.value is not None else None
    return features(case.field.type, raw, case.spoken, by_hand=case.ground.by_hand, doubtful=case.ground.doubtful)


def newton(amounts: NDArray[np.float64], right: NDArray[np.float64], ridge: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of a logistic model by Newton's method; `ridge` is the pull of each to zero."""
    weights = np.zeros(amounts.shape[1])
    penalty = np.diag(ridge + 1e-6)
    for _ in range(_STEPS):
        likely = 1.0 / (1.0 + np.exp(-np.clip(amounts @ weights, -30, 30)))
        slope = amounts.T @ (right - likely) - penalty @ weights
        curve = (amounts * (likely * (1.0 - likely))[:, None]).T @ amounts + penalty
        step = np.linalg.solve(curve, slope)
        weights += np.clip(step, -2.0, 2.0)
        if float(np.abs(step).max()) < 1e-6:
            break
    return weights


def brier(likely: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """Mean square of likelihood less truth."""
    return float(np.mean((likely - right) ** 2)) if len(right) else 0.0


def calibration_error(likely: NDArray[np.float64], right: NDArray[np.float64], bins: int = BINS) -> float:
    """Mean over bins of equal count of |mean likelihood - share right|, weighted by count."""
    if not len(right):
        return 0.0
    parts = np.array_split(np.argsort(likely, kind="stable"), min(bins, len(right)))
    return float(sum(len(part) * abs(likely[part].mean() - right[part].mean()) for part in parts) / len(right))


def print_reliability(calibration: Calibration, held: Sequence[Case]) -> None:
    """By group, calibrated beside raw, on papers that nothing was fitted on."""
    print(f"{'group':10}{'values':>8}{'right %':>9}{'Brier':>9}{'raw':>9}{'ECE':>9}{'raw':>9}")
    every: list[tuple[float, float, float]] = []
    for group in GROUPS:
        rows = [
            (likely, case.value.confidence or 0.0, float(case.is_right))
            for case in held
            if case.text and case.value is not None and group_of(case.field.type) == group
            if (likely := _likely(calibration, case)) is not None
        ]
        every += rows
        if rows:
            _print_group(group, np.array(rows))
    if not every:
        return
    table = np.array(every)
    _print_group("all", table)
    print(f"\n{'likelihood':>12}{'right':>9}{'values':>8}")
    for part in np.array_split(np.argsort(table[:, 0], kind="stable"), BINS):
        print(f"{table[part, 0].mean():12.4f}{table[part, 2].mean():9.4f}{len(part):8}")


def _likely(calibration: Calibration, case: Case) -> float | None:
    raw = case.value.confidence if case.value is not None else None
    return calibration.sureness(case.field.type, raw, case.spoken, by_hand=case.ground.by_hand, doubtful=case.ground.doubtful)


def _print_group(group: str, table: NDArray[np.float64]) -> None:
    likely, raw, right = table.T
    scores = (brier(likely, right), brier(raw, right), calibration_error(likely, right), calibration_error(raw, right))
    print(f"{group:10}{len(right):8}{100 * right.mean():9.1f}" + "".join(f"{score:9.4f}" for score in scores))


def calibration_toml(calibration: Calibration) -> str:
    """As station.forms.calibration reads it."""
    lines = [
        "# How likely a value that was read is right. Written by tests/bench/calibration.py --write; see docs/decisions.",
        f"measured_on = {calibration.measured_on.isoformat()}", f"command = {json.dumps(calibration.command)}",
        f"seeds = {list(calibration.seeds)}", f"readings = {json.dumps(calibration.readings)}", f"least = {calibration.least}",
    ]  # fmt: skip
    for name, group in calibration.groups.items():
        lines += ["", f"[groups.{name}]", f"values = {group.values}", f"wrong = {group.wrong}", "", f"[groups.{name}.weights]"]
        lines += [f"{json.dumps(feature)} = {weight}" for feature, weight in group.weights.items()]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("--fit", type=seeds_of, required=True, metavar="FIRST-LAST")
    parser.add_argument("--hold", type=seeds_of, required=True, metavar="FIRST-LAST")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args(arguments)
    if set(chosen.fit) & set(chosen.hold):
        parser.error("a seed cannot be fitted on and held out")
    library, version = bootstrap.practice_forms(), chosen.version or code_version()
    by_seed = {
        name: list(cases(library, chosen_lots(chosen.cache, version, "tuning", seeds, chosen.conditions), chosen.cache, version))
        for name, seeds in (("fit", chosen.fit), ("hold", chosen.hold))
    }
    seeds = tuple(sorted({case.lot.seed for case in by_seed["fit"]}))
    groups = {group: weights for group in GROUPS if (weights := fitted(by_seed["fit"], group)) is not None}
    command = f"python -m tests.bench.calibration --fit {chosen.fit[0]}-{chosen.fit[-1]} --hold {chosen.hold[0]}-{chosen.hold[-1]}"
    calibration = Calibration(
        measured_on=datetime.date.today(), command=command, seeds=seeds, readings=version, least=LEAST, groups=groups
    )  # fmt: skip
    held = len({case.lot.seed for case in by_seed["hold"]})
    print(f"fitted on {len(by_seed['fit'])} fields of {len(seeds)} seeds; held out: {held} seeds\n")
    print_reliability(calibration, by_seed["hold"])
    if chosen.write:
        path = bootstrap.CALIBRATION
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, calibration_toml(calibration).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
