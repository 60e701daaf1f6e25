"""Tracks of people through a clip: linked from detections or drawn by hand, and joined to one set."""
from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

DRAWN = Path(__file__).parent / "vtest-people.json"
START_SCORE, KEEP_SCORE = 0.35, 0.15  # a track starts above the first and continues above the second
MAX_GAP, SURE_GAP = 24, 4  # frames that a track may miss, and over which an interpolated box needs no evidence
SAME_PERSON = 0.45  # IoU of two boxes of one frame above which they are the same person


@dataclass
class Track:
    """One person through frames."""
    boxes: dict[int, np.ndarray] = field(default_factory=dict)  # by frame: x0, y0, x1, y1 in px
    scores: list[float] = field(default_factory=list)  # of the detections
    guessed: set[int] = field(default_factory=set)  # frames in a long gap, where the box is interpolated
    foreground: float = 0.0  # mean share of foreground in the boxes
    drawn: str = ""  # the person's name, where the boxes are drawn by hand

    @property
    def first(self) -> int:
        return min(self.boxes)

    @property
    def last(self) -> int:
        return max(self.boxes)


def drawn_tracks() -> list[Track]:
    """The tracks drawn by hand, with boxes interpolated in the frames between."""
    tracks = []
    for person in json.loads(DRAWN.read_text())["people"]:
        known = {int(frame): box for frame, box in person["boxes"].items()}
        every = np.arange(min(known), max(known) + 1)
        boxes = np.stack([np.interp(every, list(known), side) for side in zip(*known.values())], 1)
        tracks.append(Track(dict(zip(every.tolist(), boxes)), drawn=person["who"]))
    return tracks


def without_drawn(tracks: list[Track], drawn: list[Track]) -> list[Track]:
    """The tracks without the boxes that lie for more than half in a drawn one. What is left before and after becomes two tracks, since
    the detected track often continues with another person."""
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


def person_numbers(tracks: list[Track]) -> np.ndarray:
    """The person of each track [n], numbered from 1. Drawn tracks of one name are one person, and so is a track that ends where a drawn
    one begins, or begins where it ends."""
    numbers = np.arange(1, len(tracks) + 1)
    for own, track in enumerate(tracks):
        if not track.drawn:
            continue
        for number, other in enumerate(tracks):
            borders = [(track.boxes[track.first], other.boxes.get(track.first - 1)),
                       (track.boxes[track.last], other.boxes.get(track.last + 1))]
            continues = any(b is not None and iou(a[None], b[None])[0, 0] > SAME_PERSON for a, b in borders)
            if other.drawn == track.drawn or continues:
                numbers[numbers == numbers[number]] = numbers[own]
    return numbers


def iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The IoU [n,m] of boxes `a` [n,4] and `b` [m,4], each x0, y0, x1, y1; further columns are ignored."""
    top, bottom = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:4], b[None, :, 2:4])
    common = np.clip(bottom - top, 0, None).prod(-1)
    area = [(x[:, 2:4] - x[:, :2]).prod(-1) for x in (a, b)]
    return common / (area[0][:, None] + area[1][None] - common + 1e-6)


def merge_views(boxes: np.ndarray) -> np.ndarray:
    """Merges the boxes [n,5] (x0, y0, x1, y1, score) of all views of one frame: those with an IoU over 0.5 with the strongest become
    one, at their mean weighted by score, with the strongest's score."""
    kept = []
    boxes = boxes[boxes[:, 4].argsort()[::-1]]
    while len(boxes):
        same = iou(boxes[:1], boxes)[0] > 0.5
        group = boxes[same]
        kept.append(np.append((group[:, :4] * group[:, 4:]).sum(0) / group[:, 4].sum(), group[0, 4]))
        boxes = boxes[~same]
    return np.array(kept).reshape(-1, 5)


def link(frames: dict[int, np.ndarray]) -> list[Track]:
    """Links boxes [n,5] by frame to tracks, by the IoU with the box that a constant speed predicts (Hungarian method)."""
    tracks: list[Track] = []
    for index, boxes in sorted(frames.items()):
        alive = [t for t in tracks if index - t.last <= MAX_GAP]
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
    """The box [4] of a track at a later frame, by the mean speed of its last eight boxes; it moves for at most 12 frames."""
    frames = sorted(track.boxes)[-8:]
    last = track.boxes[frames[-1]]
    if len(frames) < 3:
        return last
    speed = (track.boxes[frames[-1]] - track.boxes[frames[0]]) / (frames[-1] - frames[0])
    return last + np.tile((speed[:2] + speed[2:]) / 2, 2) * min(index - frames[-1], 12)


def interpolate(track: Track, end: int) -> None:
    """Gives a track a smoothed box in every frame, and in one more at either end; `end` is the clip's length in frames."""
    known = sorted(track.boxes)
    every = np.arange(max(known[0] - 1, 0), min(known[-1] + 2, end))
    values = np.stack([np.interp(every, known, [track.boxes[k][i] for k in known]) for i in range(4)], 1)
    padded = np.pad(values, ((2, 2), (0, 0)), mode="edge")
    values = sum(w * padded[i:i + len(values)] for i, w in enumerate((.1, .2, .4, .2, .1)))
    gaps = [(a, b) for a, b in zip(known, known[1:]) if b - a > SURE_GAP]
    track.guessed = {int(i) for i in every for a, b in gaps if a < i < b}
    track.boxes = dict(zip(every.tolist(), values))
