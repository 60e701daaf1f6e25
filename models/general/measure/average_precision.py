"""Average precision as COCO's own tool defines it: IoU 0.5 to 0.95, 101 recalls, crowds ignored, at most 100 detections a picture and class, all areas."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

THRESHOLDS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)
MOST = 100


@dataclass
class Found:
    """A detection or a truth in one picture: [h,w] mask of its box's part of the picture, the box in whole pixels (x0, y0, x1, y1)."""

    picture: int
    kind: int
    box: np.ndarray
    mask: np.ndarray | None = None
    score: float = 1.0
    crowd: bool = False


def box_overlap(a: Found, b: Found) -> float:
    """IoU; of a crowd, the share of `a` that lies in it."""
    w, h = np.minimum(a.box[2:], b.box[2:]) - np.maximum(a.box[:2], b.box[:2])
    if w <= 0 or h <= 0:
        return 0.0
    area_a, area_b = (np.prod(x.box[2:] - x.box[:2]) for x in (a, b))
    return float(w * h / (area_a if b.crowd else area_a + area_b - w * h))


def mask_overlap(a: Found, b: Found) -> float:
    x0, y0 = np.maximum(a.box[:2], b.box[:2]).astype(int)
    x1, y1 = np.minimum(a.box[2:], b.box[2:]).astype(int)
    if x1 <= x0 or y1 <= y0:
        return 0.0
    part_a, part_b = (f.mask[y0 - int(f.box[1]):y1 - int(f.box[1]), x0 - int(f.box[0]):x1 - int(f.box[0])] for f in (a, b))
    common = int((part_a & part_b).sum())
    area_a, area_b = int(a.mask.sum()), int(b.mask.sum())
    return common / max(area_a if b.crowd else area_a + area_b - common, 1)


def match(detections: list[Found], truths: list[Found], overlap) -> tuple[np.ndarray, np.ndarray]:
    """For each threshold and detection (by falling score): whether it hits, and whether it is not counted. Of one picture and class."""
    truths = sorted(truths, key=lambda t: t.crowd)
    table = np.array([[overlap(d, t) for t in truths] for d in detections]).reshape(len(detections), len(truths))
    hit, ignored = (np.zeros((len(THRESHOLDS), len(detections)), bool) for _ in range(2))
    for level, threshold in enumerate(THRESHOLDS):
        taken = np.zeros(len(truths), bool)
        for index in range(len(detections)):
            best, least = -1, min(threshold, 1 - 1e-10)
            for number, truth in enumerate(truths):
                if taken[number] and not truth.crowd:
                    continue
                if best >= 0 and not truths[best].crowd and truth.crowd:
                    break
                if table[index, number] >= least:
                    best, least = number, table[index, number]
            if best >= 0:
                taken[best] = True
                hit[level, index], ignored[level, index] = True, truths[best].crowd
    return hit, ignored


def by_class(detections: list[Found], truths: list[Found], overlap) -> dict[int, np.ndarray]:
    """Average precision at each threshold, of the classes that are there."""
    result = {}
    for kind in sorted({t.kind for t in truths if not t.crowd}):
        scores, hits, ignores = [], [], []
        total = sum(t.kind == kind and not t.crowd for t in truths)
        pictures = sorted({f.picture for f in detections if f.kind == kind})
        for picture in pictures:
            mine = sorted((d for d in detections if d.kind == kind and d.picture == picture), key=lambda d: -d.score)[:MOST]
            hit, ignored = match(mine, [t for t in truths if t.kind == kind and t.picture == picture], overlap)
            scores += [d.score for d in mine]
            hits.append(hit)
            ignores.append(ignored)
        result[kind] = np.array([_area(np.array(scores), np.concatenate(hits, 1)[level], np.concatenate(ignores, 1)[level], total) if scores else 0.0
                                 for level in range(len(THRESHOLDS))])
    return result


def _area(scores: np.ndarray, hit: np.ndarray, ignored: np.ndarray, total: int) -> float:
    order = np.argsort(-scores, kind="mergesort")
    order = order[~ignored[order]]
    hits = np.cumsum(hit[order])
    precision = hits / np.arange(1, len(order) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(hits / total, RECALLS, side="left")
    return float(np.mean([precision[i] if i < len(precision) else 0.0 for i in at]))


def summary(result: dict[int, np.ndarray], kinds: list[int] | None = None) -> tuple[float, float]:
    """AP and AP50, over `kinds` or all classes that are there."""
    rows = [v for k, v in result.items() if kinds is None or k in kinds]
    return (float(np.mean(rows)), float(np.mean([r[0] for r in rows]))) if rows else (float("nan"), float("nan"))
