"""Measures recall, precision and identity switches of people on the hand-labelled frames of vtest.avi.

    python3 -m measure.people --coco centernet.json --weights street.pt --clip vtest.avi \\
        --labels ../../tests/fixtures/people/vtest-people.json

A pedestrian segment finds a labelled person if their boxes have an IoU of at least 0.5, or of 0.3 where the segment also holds the label's
dot; one segment finds one person. Identities come from a simple tracker over every frame between the labelled ones.
"""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from labels.tracks import iou
from measure.panoptic import SCORE, segment
from network.options import add_network_options, load_network, parser
from network.street_net import StreetNet
from train.clips import read_frames

PEDESTRIAN = 9
MAX_AGE = 20  # frames that a track survives without a detection
MIN_AFFINITY = 0.45


@dataclass(frozen=True)
class Person:
    """A pedestrian segment."""
    box: np.ndarray  # [4] x0, y0, x1, y1 in the frame's px
    mask: np.ndarray  # [H,W] bool
    embedding: np.ndarray  # [24] of length 1


@dataclass
class Track:
    """A person followed through frames."""
    number: int
    box: np.ndarray  # [4] x0, y0, x1, y1 in px, where the person was detected last
    embedding: np.ndarray  # [24] running mean, of length 1
    seen: int  # frame of the last detection
    speed: np.ndarray = field(default_factory=lambda: np.zeros(2))  # x, y in px a frame


def find_people(net: StreetNet, frame: np.ndarray, score: float) -> list[Person]:
    """The pedestrian segments of a frame [H,W,3] uint8 RGB."""
    result, found = segment(net, frame, frame.shape[:2], score)
    people = []
    for number, source in result.source.items():
        if result.classes[number] == PEDESTRIAN:
            mask = result.ids == number
            ys, xs = np.nonzero(mask)
            box = np.array([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1], float)
            people.append(Person(box, mask, found.embeddings[source].numpy()))
    return people


class Tracker:
    """Assigns detections to tracks by the Hungarian method. The affinity is the IoU with the box that the track's speed predicts (weight
    0.4), how near the centres are (0.2), and the cosine of the embeddings (0.4)."""

    def __init__(self) -> None:
        self.tracks: list[Track] = []
        self.next_number = 1

    def update(self, index: int, people: list[Person]) -> list[int]:
        """The track number of each person."""
        self.tracks = [t for t in self.tracks if index - t.seen <= MAX_AGE]
        numbers = [0] * len(people)
        if self.tracks and people:
            predicted = np.array([t.box + np.tile(t.speed, 2) * min(index - t.seen, 8) for t in self.tracks])
            overlap = iou(predicted, np.array([p.box for p in people]))
            near = distance(predicted, np.array([p.box for p in people]))
            cosine = np.array([t.embedding for t in self.tracks]) @ np.array([p.embedding for p in people]).T
            affinity = np.where(near < 1.2, .4 * overlap + .2 * np.clip(1 - near, 0, 1) + .4 * cosine, -1)
            for row, column in zip(*linear_sum_assignment(-affinity)):
                if affinity[row, column] > MIN_AFFINITY:
                    self._continue(self.tracks[row], index, people[column])
                    numbers[column] = self.tracks[row].number
        for i, person in enumerate(people):
            if numbers[i] == 0:
                numbers[i] = self.next_number
                self.tracks.append(Track(self.next_number, person.box, person.embedding, index))
                self.next_number += 1
        return numbers

    @staticmethod
    def _continue(track: Track, index: int, person: Person) -> None:
        centre = (person.box[:2] + person.box[2:] - track.box[:2] - track.box[2:]) / 2
        track.speed = .7 * track.speed + .3 * centre / (index - track.seen)
        mean = .8 * track.embedding + .2 * person.embedding
        track.box, track.embedding, track.seen = person.box, mean / np.linalg.norm(mean), index


def distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Distances [n,m] between the centres of boxes `a` [n,4] and `b` [m,4], in heights of the box in `a`."""
    ca, cb = (a[:, :2] + a[:, 2:]) / 2, (b[:, :2] + b[:, 2:]) / 2
    return np.linalg.norm(ca[:, None] - cb[None], axis=-1) / np.maximum(a[:, 3] - a[:, 1], 1)[:, None]


def match(labels: list[dict], people: list[Person]) -> dict[int, int]:
    """For each label that was found (by its index), the index of its person."""
    if not labels or not people:
        return {}
    overlap = iou(np.array([label["box"] for label in labels], float), np.array([p.box for p in people]))
    holds = np.array([[p.mask[label["dot"][1], label["dot"][0]] for p in people] for label in labels])
    worth = np.where((overlap >= .5) | ((overlap >= .3) & holds), overlap + holds, 0)
    return {int(r): int(c) for r, c in zip(*linear_sum_assignment(-worth)) if worth[r, c] > 0}


def main() -> None:
    options = parser(__doc__)
    add_network_options(options)
    options.add_argument("--clip", type=Path, required=True)
    options.add_argument("--labels", type=Path, required=True)
    options.add_argument("--score", type=float, default=SCORE)
    options.add_argument("--no-tracks", action="store_true", help="measure the labelled frames only, without identities")
    args = options.parse_args()
    net = load_network(args)
    labelled = {entry["frame"]: entry["people"] for entry in json.loads(args.labels.read_text())["frames"]}
    first, last = min(labelled), max(labelled)
    tracker, identity = Tracker(), {}
    total = hits = clear = clear_hits = predicted = switches = seen_again = 0
    for index, frame in enumerate(read_frames(args.clip, first, last + 1), first):
        if args.no_tracks and index not in labelled:
            continue
        people = find_people(net, frame, args.score)
        numbers = tracker.update(index, people)
        if index not in labelled:
            continue
        labels = labelled[index]
        pairs = match(labels, people)
        total, hits, predicted = total + len(labels), hits + len(pairs), predicted + len(people)
        clear += sum(not label["hidden"] for label in labels)
        clear_hits += sum(not labels[i]["hidden"] for i in pairs)
        missed = [label["id"] + ("*" if label["hidden"] else "") for i, label in enumerate(labels) if i not in pairs]
        for i, j in pairs.items():
            before = identity.get(labels[i]["id"])
            seen_again += before is not None
            switches += before is not None and before != numbers[j]
            identity[labels[i]["id"]] = numbers[j]
        print(f"frame {index}: {len(pairs)} of {len(labels)} found, {len(people) - len(pairs)} false positives, "
              f"missed {' '.join(missed) or 'none'}")
    print(f"recall {hits / total:.3f} ({hits} of {total}), of those not mostly hidden {clear_hits / clear:.3f} ({clear_hits} of {clear}), "
          f"precision {hits / max(predicted, 1):.3f}")
    if not args.no_tracks:
        print(f"identity: {switches} switches in {seen_again} re-sightings")


if __name__ == "__main__":
    main()
