"""Panoptic quality (PQ), as panopticapi's `evaluation.py` computes it."""
from __future__ import annotations

import numpy as np

from measure.panoptic import STUFF, Panoptic
from network.street_net import CLASSES, THINGS


def ground_truth(label: np.ndarray, instances: np.ndarray) -> Panoptic:
    """Labels as a panoptic map, from `label` [H,W] class and `instances` [H,W] id. A thing without an id is void."""
    ids = np.where(np.isin(label, STUFF), label + 1, 0).astype(np.int32)
    classes = {c + 1: c for c in STUFF}
    for number in np.unique(instances[instances > 0]):
        own = instances == number
        ids[own] = CLASSES + 1 + int(number)
        classes[CLASSES + 1 + int(number)] = int(label[own][0])
    present = set(np.unique(ids).tolist())
    return Panoptic(ids, {i: c for i, c in classes.items() if i in present}, {})


class PanopticQuality:
    """Counts of matched and unmatched segments by class, summed over pictures."""

    def __init__(self) -> None:
        self.iou, self.tp, self.fp, self.fn = (np.zeros(CLASSES) for _ in range(4))

    def add(self, true: Panoptic, predicted: Panoptic) -> None:
        """Adds one picture; the two maps are of one size."""
        base = int(max(true.ids.max(), predicted.ids.max())) + 1
        joint, counts = np.unique(true.ids.astype(np.int64) * base + predicted.ids, return_counts=True)
        common = {(int(j) // base, int(j) % base): int(n) for j, n in zip(joint, counts)}
        area_true: dict[int, int] = {}
        area_predicted: dict[int, int] = {}
        for (t, p), n in common.items():
            area_true[t] = area_true.get(t, 0) + n
            area_predicted[p] = area_predicted.get(p, 0) + n
        matched_true, matched_predicted = set(), set()
        for (t, p), n in common.items():
            if t and p and true.classes[t] == predicted.classes[p]:
                iou = n / (area_true[t] + area_predicted[p] - n - common.get((0, p), 0))
                if iou > 0.5:
                    self.iou[true.classes[t]] += iou
                    self.tp[true.classes[t]] += 1
                    matched_true.add(t)
                    matched_predicted.add(p)
        for t, c in true.classes.items():
            self.fn[c] += t not in matched_true
        for p, c in predicted.classes.items():
            self.fp[c] += p not in matched_predicted and common.get((0, p), 0) / area_predicted[p] <= 0.5

    def by_class(self) -> np.ndarray:
        """PQ of each class [11] in percent, NaN where the class never occurs."""
        count = self.tp + self.fp / 2 + self.fn / 2
        return np.where(count > 0, 100 * self.iou / np.maximum(count, 1e-9), np.nan)

    def summary(self) -> dict[str, float | None]:
        """The mean over the classes that occur (`all`, `things`, `stuff`; None where none does), and each class by its number; percent."""
        values = self.by_class()
        parts = {"all": values, "things": values[list(THINGS)], "stuff": values[STUFF]}
        means = {k: round(float(np.nanmean(v)), 1) if np.isfinite(v).any() else None for k, v in parts.items()}
        return {**means, **{str(c): round(float(v), 1) for c, v in enumerate(values) if np.isfinite(v)}}
