"""Average precision on cases that can be counted by hand."""
from __future__ import annotations

import numpy as np

from measure.average_precision import Found, box_overlap, by_class, summary


def found(box: list[int], score: float = 1.0, crowd: bool = False) -> Found:
    return Found(0, 0, np.array(box), None, score, crowd)


def test_a_perfect_detection_has_precision_one() -> None:
    assert summary(by_class([found([0, 0, 10, 10])], [found([0, 0, 10, 10])], box_overlap)) == (1.0, 1.0)


def test_a_false_detection_ahead_of_the_true_one_halves_precision() -> None:
    ap, ap50 = summary(by_class([found([50, 50, 60, 60], 0.9), found([0, 0, 10, 10], 0.8)], [found([0, 0, 10, 10])], box_overlap))
    assert (ap, ap50) == (0.5, 0.5)


def test_a_loose_box_hits_at_low_thresholds_only() -> None:
    ap, ap50 = summary(by_class([found([0, 0, 10, 7])], [found([0, 0, 10, 10])], box_overlap))
    assert ap50 == 1.0
    assert ap == 0.5  # 0.50, 0.55, 0.60, 0.65 and 0.70 of ten thresholds


def test_detections_in_a_crowd_do_not_count() -> None:
    truths = [found([0, 0, 10, 10]), found([20, 20, 90, 90], crowd=True)]
    detections = [found([30, 30, 40, 40], 0.9), found([0, 0, 10, 10], 0.8)]
    assert summary(by_class(detections, truths, box_overlap)) == (1.0, 1.0)
