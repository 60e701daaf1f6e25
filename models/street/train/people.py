"""People found in the hand-labelled frames: recall, precision and changes of identity.

    python3 people.py --coco centernet.json --weights ../street.pt --clip vtest.avi --labels ../../../tests/fixtures/people/vtest-people.json

A labelled person is found by a pedestrian segment whose box has an IoU of at least 0.5 with the label's, or of 0.3 if the segment also
holds the label's dot; one segment finds one person. Identities come from a plain tracker over every frame between the labelled ones.
"""
from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment

from clips import read_frames
from evaluate import run
from network import StreetNet, load
from panoptic import SCORE, detect, merge
from tracks import iou

PEDESTRIAN = 9
LONGEST_ABSENCE = 20  # frames
LEAST_AFFINITY = 0.45


@dataclass(frozen=True)
class Person:
    """`box` x0,y0,x1,y1 of the segment in the frame's px, its `mask` [H,W] and the embedding [E]."""
    box: np.ndarray
    mask: np.ndarray
    embedding: np.ndarray


@dataclass
class Track:
    number: int
    box: np.ndarray
    embedding: np.ndarray
    seen: int
    speed: np.ndarray = field(default_factory=lambda: np.zeros(2))


def find_people(net: StreetNet, frame: np.ndarray, score: float) -> list[Person]:
    maps = run(net, frame)
    found = detect(net, maps, score)
    result = merge(maps["semantic"][0], maps["prototypes"][0], found, frame.shape[:2], score)
    people = []
    for number, source in result.source.items():
        if result.classes[number] == PEDESTRIAN:
            mask = result.ids == number
            ys, xs = np.nonzero(mask)
            box = np.array([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1], float)
            people.append(Person(box, mask, found.embeddings[source].numpy()))
    return people


class Tracker:
    """Hungarian assignment of half box overlap (moved on by the track's speed) and half likeness of embeddings."""

    def __init__(self) -> None:
        self.tracks: list[Track] = []
        self.next_number = 1

    def update(self, index: int, people: list[Person]) -> list[int]:
        """The track number of each person."""
        self.tracks = [t for t in self.tracks if index - t.seen <= LONGEST_ABSENCE]
        numbers = [0] * len(people)
        if self.tracks and people:
            moved = np.array([t.box + np.tile(t.speed, 2) * min(index - t.seen, 8) for t in self.tracks])
            overlap = iou(moved, np.array([p.box for p in people]))
            near = distance(moved, np.array([p.box for p in people]))
            alike = np.array([t.embedding for t in self.tracks]) @ np.array([p.embedding for p in people]).T
            affinity = np.where(near < 1.2, .4 * overlap + .2 * np.clip(1 - near, 0, 1) + .4 * alike, -1)
            for row, column in zip(*linear_sum_assignment(-affinity)):
                if affinity[row, column] > LEAST_AFFINITY:
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
    """[n,m] between centres, in heights of the box in `a`."""
    ca, cb = (a[:, :2] + a[:, 2:]) / 2, (b[:, :2] + b[:, 2:]) / 2
    return np.linalg.norm(ca[:, None] - cb[None], axis=-1) / np.maximum(a[:, 3] - a[:, 1], 1)[:, None]


def match(labels: list[dict], people: list[Person]) -> dict[int, int]:
    """Index of the person of each label that was found."""
    if not labels or not people:
        return {}
    overlap = iou(np.array([l["box"] for l in labels], float), np.array([p.box for p in people]))
    holds = np.array([[p.mask[l["dot"][1], l["dot"][0]] for p in people] for l in labels])
    worth = np.where((overlap >= .5) | ((overlap >= .3) & holds), overlap + holds, 0)
    return {int(r): int(c) for r, c in zip(*linear_sum_assignment(-worth)) if worth[r, c] > 0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--score", type=float, default=SCORE)
    parser.add_argument("--no-tracks", action="store_true", help="look at the labelled frames only")
    args = parser.parse_args()
    torch.set_num_threads(2)
    net = load(args.coco, args.weights).eval()
    labelled = {entry["frame"]: entry["people"] for entry in json.loads(args.labels.read_text())["frames"]}
    first, last = min(labelled), max(labelled)
    tracker, identity = Tracker(), {}
    total = hits = clear = clear_hits = said = switches = seen_again = 0
    for index, frame in enumerate(read_frames(args.clip, first, last + 1), first):
        if args.no_tracks and index not in labelled:
            continue
        people = find_people(net, frame, args.score)
        numbers = tracker.update(index, people)
        if index not in labelled:
            continue
        labels = labelled[index]
        pairs = match(labels, people)
        total, hits, said = total + len(labels), hits + len(pairs), said + len(people)
        clear += sum(not l["hidden"] for l in labels)
        clear_hits += sum(not labels[i]["hidden"] for i in pairs)
        missed = [l["id"] + ("*" if l["hidden"] else "") for i, l in enumerate(labels) if i not in pairs]
        for i, j in pairs.items():
            before = identity.get(labels[i]["id"])
            seen_again += before is not None
            switches += before is not None and before != numbers[j]
            identity[labels[i]["id"]] = numbers[j]
        print(f"frame {index}: {len(pairs)} of {len(labels)} found, {len(people) - len(pairs)} too many, missed {' '.join(missed) or 'none'}")
    print(f"recall {hits / total:.3f} ({hits} of {total}), of those not mostly hidden {clear_hits / clear:.3f} ({clear_hits} of {clear}), "
          f"precision {hits / max(said, 1):.3f}")
    if not args.no_tracks:
        print(f"identity: {switches} switches in {seen_again} re-sightings")


if __name__ == "__main__":
    main()
