"""Tracks of people through a clip: linked from detections, drawn by hand, and made to agree with each other."""
from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

DRAWN = Path(__file__).parent / "vtest-people.json"
START_SCORE, KEEP_SCORE = 0.35, 0.15  # a track starts at the first and goes on at the second
LONGEST_GAP, SURE_GAP = 24, 4  # frames over which a track is continued, and over which its box is believed without evidence
SAME_PERSON = 0.45  # overlap of two boxes of a frame from which they are one person's


@dataclass
class Track:
    boxes: dict[int, np.ndarray] = field(default_factory=dict)  # frame: x0, y0, x1, y1
    scores: list[float] = field(default_factory=list)
    guessed: set[int] = field(default_factory=set)  # frames in a long gap, where the box is interpolated
    confirmed: float = 0.0
    drawn: str = ""  # who it is, where a hand drew the boxes

    @property
    def first(self) -> int:
        return min(self.boxes)

    @property
    def last(self) -> int:
        return max(self.boxes)


def drawn_people() -> list[Track]:
    """The people drawn by hand, with a box in every frame between."""
    tracks = []
    for person in json.loads(DRAWN.read_text())["people"]:
        known = {int(frame): box for frame, box in person["boxes"].items()}
        every = np.arange(min(known), max(known) + 1)
        boxes = np.stack([np.interp(every, list(known), side) for side in zip(*known.values())], 1)
        tracks.append(Track(dict(zip(every.tolist(), boxes)), drawn=person["who"]))
    return tracks


def give_way(tracks: list[Track], drawn: list[Track]) -> list[Track]:
    """The tracks without the boxes that lie for the greater part in a drawn one. What comes before and after these are two tracks: the
    teacher's often goes on with somebody else."""
    pieces = []
    for track in tracks:
        piece = None
        for index, (x0, y0, x1, y1) in sorted(track.boxes.items()):
            others = [other.boxes[index] for other in drawn if index in other.boxes]
            common = [max(0, min(x1, b[2]) - max(x0, b[0])) * max(0, min(y1, b[3]) - max(y0, b[1])) for b in others]
            if max(common, default=0) > (x1 - x0) * (y1 - y0) / 2:
                piece = None
                continue
            if piece is None:
                piece = replace(track, boxes={})
                pieces.append(piece)
            piece.boxes[index] = track.boxes[index]
    return pieces


def persons(tracks: list[Track]) -> np.ndarray:
    """The number of each track's person, from 1: drawn ones of one name are one person, and so is the track that comes before or goes on."""
    numbers = np.arange(1, len(tracks) + 1)
    for own, track in enumerate(tracks):
        if not track.drawn:
            continue
        for number, other in enumerate(tracks):
            borders = [(track.boxes[track.first], other.boxes.get(track.first - 1)), (track.boxes[track.last], other.boxes.get(track.last + 1))]
            if other.drawn == track.drawn or any(b is not None and iou(a[None], b[None])[0, 0] > SAME_PERSON for a, b in borders):
                numbers[numbers == numbers[number]] = numbers[own]
    return numbers


def iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """[n,m] of boxes [n,4] and [m,4]."""
    top, bottom = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:4], b[None, :, 2:4])
    common = np.clip(bottom - top, 0, None).prod(-1)
    area = [(x[:, 2:4] - x[:, :2]).prod(-1) for x in (a, b)]
    return common / (area[0][:, None] + area[1][None] - common + 1e-6)


def merge_views(boxes: np.ndarray) -> np.ndarray:
    """Boxes [n,5] of all views of one frame; of those that cover the same person the strongest is kept, moved to their weighted mean."""
    kept = []
    boxes = boxes[boxes[:, 4].argsort()[::-1]]
    while len(boxes):
        same = iou(boxes[:1], boxes)[0] > 0.5
        group = boxes[same]
        kept.append(np.append((group[:, :4] * group[:, 4:]).sum(0) / group[:, 4].sum(), group[0, 4]))
        boxes = boxes[~same]
    return np.array(kept).reshape(-1, 5)


def link(frames: dict[int, np.ndarray]) -> list[Track]:
    """Tracks through boxes by frame, by overlap with the box that a steady motion predicts."""
    tracks: list[Track] = []
    for index, boxes in sorted(frames.items()):
        alive = [t for t in tracks if index - t.last <= LONGEST_GAP]
        free = set(range(len(boxes)))
        if alive and len(boxes):
            score = iou(np.array([predict(t, index) for t in alive]), boxes)
            for row, column in zip(*linear_sum_assignment(-score)):
                if score[row, column] > 0.3 and boxes[column, 4] > KEEP_SCORE:
                    alive[row].boxes[index] = boxes[column, :4]
                    alive[row].scores.append(boxes[column, 4])
                    free.discard(column)
        for column in free:
            near = iou(boxes[column:column + 1], np.array([t.boxes[index] for t in alive if index in t.boxes]).reshape(-1, 4))
            if boxes[column, 4] > START_SCORE and not (near > SAME_PERSON).any():
                tracks.append(Track({index: boxes[column, :4]}, [boxes[column, 4]]))
    return tracks


def predict(track: Track, index: int) -> np.ndarray:
    frames = sorted(track.boxes)[-8:]
    last = track.boxes[frames[-1]]
    if len(frames) < 3:
        return last
    speed = (track.boxes[frames[-1]] - track.boxes[frames[0]]) / (frames[-1] - frames[0])
    return last + np.tile((speed[:2] + speed[2:]) / 2, 2) * min(index - frames[-1], 12)


def fill(track: Track, end: int) -> None:
    """Boxes for the frames between, smoothed, and one frame on at either end."""
    known = sorted(track.boxes)
    every = np.arange(max(known[0] - 1, 0), min(known[-1] + 2, end))
    values = np.stack([np.interp(every, known, [track.boxes[k][i] for k in known]) for i in range(4)], 1)
    padded = np.pad(values, ((2, 2), (0, 0)), mode="edge")
    values = sum(w * padded[i:i + len(values)] for i, w in enumerate((.1, .2, .4, .2, .1)))
    gaps = [(a, b) for a, b in zip(known, known[1:]) if b - a > SURE_GAP]
    track.guessed = {int(i) for i in every for a, b in gaps if a < i < b}
    track.boxes = dict(zip(every.tolist(), values))
