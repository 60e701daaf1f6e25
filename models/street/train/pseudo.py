"""Pseudo-labels of vtest.avi's first 500 frames: the hand-drawn scene, and people with a track each.

    python3 pseudo.py --clip vtest.avi --people ../work/people.npz [--coco centernet.json --weights ../street.pt] --out ../work/vtest.npz

A person is a track of COCO detections (teacher.py) that the difference from the empty scene confirms; the mask is that difference
within the box. Where people stand before one another the teacher takes several for one, or sees nobody: there the boxes are drawn by hand
(vtest-people.json). Differences that no track explains become void, so that a person who was missed is not taught as road. With `--weights`
those of them that a trained network's semantic head takes for somebody become people too: it sees more than finds a place in its heat.
"""
from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
import torch.nn.functional as F
from scipy.optimize import linear_sum_assignment

from clips import read_frames
from evaluate import run
from network import VOID, load

SCENE, DRAWN = Path(__file__).parent / "vtest-scene.json", Path(__file__).parent / "vtest-people.json"
CLASS_IDS = {"sky": 0, "building": 1, "pole": 2, "road": 3, "pavement": 4, "tree": 5, "sign": 6, "fence": 7, "car": 8, "pedestrian": 9}
START_SCORE, KEEP_SCORE = 0.35, 0.15  # a track starts at the first and goes on at the second
LONGEST_GAP, SURE_GAP = 24, 4  # frames over which a track is continued, and over which its box is believed without evidence
LEAST_SCORE = 0.3  # of a track, on average
LEAST_AREA, LEAST_FILL = 40, 0.2  # px, and of a box that is mask: people with less become void
SAME_PERSON = 0.45  # overlap of two boxes of a frame from which they are one person's
DEPTH, DRAWN_DEPTH = 0.004, 0.01  # what a px lower with the feet counts for, against how far out in a box a pixel lies
DIFFERENCE = 24.0  # of Lab colour distance, above which a pixel is foreground
MISSED_AREA, MISSED_HEIGHT, MISSED_SLIMNESS, MISSED_FRAMES = 250, 45, (1.2, 6.0), 3  # at least; height by width
FIRST_VEHICLE = 240  # ids from here on are the parked vehicles


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


@dataclass(frozen=True)
class Seen:
    """A track in one frame; `number` is its person's."""
    number: int
    box: np.ndarray
    drawn: bool


def paint_scene(size: tuple[int, int] = (768, 576)) -> tuple[np.ndarray, np.ndarray]:
    """Class and instance id (0 none) of every pixel of the empty scene: two uint8 [576,768]."""
    scene = json.loads(SCENE.read_text())
    label, ids = np.full(size[::-1], VOID, np.uint8), np.zeros(size[::-1], np.uint8)
    for area in scene["areas"]:
        cv2.fillPoly(label, [np.array(area["polygon"], np.int32)], CLASS_IDS[area["class"]])
    for line in scene["lines"]:
        cv2.polylines(label, [np.array(line["points"], np.int32)], False, CLASS_IDS[line["class"]], line["width"])
    for index, vehicle in enumerate(scene["vehicles"]):
        cv2.fillPoly(label, [np.array(vehicle["polygon"], np.int32)], CLASS_IDS["car"])
        cv2.fillPoly(ids, [np.array(vehicle["polygon"], np.int32)], FIRST_VEHICLE + index)
    return label, ids


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


def empty_scene(frames: list[np.ndarray], people: dict[int, np.ndarray]) -> np.ndarray:
    """The median over time of what no person's box covers, [H,W,3] Lab float32."""
    stack = []
    for index in range(0, len(frames), 6):
        lab = cv2.cvtColor(frames[index], cv2.COLOR_RGB2LAB).astype(np.float32)
        for x0, y0, x1, y1 in people.get(index, np.zeros((0, 5)))[:, :4].astype(int):
            lab[max(y0 - 6, 0):y1 + 6, max(x0 - 6, 0):x1 + 6] = np.nan
        stack.append(lab)
    plain = np.median(np.stack([cv2.cvtColor(f, cv2.COLOR_RGB2LAB) for f in frames[::10]]), 0)
    masked = np.nanmedian(np.stack(stack), 0)
    return np.where(np.isnan(masked), plain, masked).astype(np.float32)


def foreground(frame: np.ndarray, empty: np.ndarray) -> np.ndarray:
    """Pixels [H,W] that differ from the empty scene; a shadow (darker, same hue) counts less."""
    lab = cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_RGB2LAB), (0, 0), 0.8).astype(np.float32)
    change = lab - empty
    light = np.where((change[..., 0] < 0) & (change[..., 0] > -45), 0.55 * change[..., 0], change[..., 0])
    distance = np.sqrt(light ** 2 + 3 * change[..., 1] ** 2 + 3 * change[..., 2] ** 2)
    mask = (distance > DIFFERENCE).astype(np.uint8)
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)) > 0


def visible(mask: np.ndarray, tracks: list[Track], numbers: np.ndarray, index: int) -> list[Seen]:
    """The tracks at a frame, without boxes that hold little foreground and without the weaker of two tracks that cover the same person.
    Those drawn by hand all stay."""
    seen = [Seen(number, track.boxes[index], True) for number, track in zip(numbers, tracks) if track.drawn and index in track.boxes]
    found = [(number, track) for number, track in zip(numbers, tracks) if not track.drawn]
    for number, track in sorted(found, key=lambda t: (index in t[1].guessed, -np.mean(t[1].scores))):
        box, guessed = track.boxes.get(index), index in track.guessed
        if box is None or mask[int(max(box[1], 0)):int(box[3]) + 1, int(max(box[0], 0)):int(box[2]) + 1].mean() < (0.35 if guessed else 0.15):
            continue
        if seen and iou(box[None], np.array([s.box for s in seen])).max() > (0.15 if guessed else SAME_PERSON):
            continue
        seen.append(Seen(number, box, False))
    return seen


def people_masks(mask: np.ndarray, seen: list[Seen]) -> np.ndarray:
    """Instance ids [H,W]: every foreground pixel goes to the box it lies most centrally in; a person whose feet are lower is in front,
    the more so where the boxes are drawn and so are tight."""
    height, width = mask.shape
    ids, best = np.zeros((height, width), np.uint8), np.full((height, width), np.inf, np.float32)
    for person in seen:
        x0, y0, x1, y1 = person.box
        mx, my = 0.06 * (x1 - x0) + 1, 0.03 * (y1 - y0) + 1
        a, b, c, d = [int(v) for v in (max(x0 - mx, 0), max(y0 - my, 0), min(x1 + mx + 1, width), min(y1 + my + 1, height))]
        if c <= a or d <= b:
            continue
        yy, xx = np.mgrid[b:d, a:c]
        off = np.abs((xx - (x0 + x1) / 2) / (x1 - x0 + 1)) + 0.25 * np.abs((yy - (y0 + y1) / 2) / (y1 - y0 + 1))
        off -= (DRAWN_DEPTH if person.drawn else DEPTH) * y1
        own = cv2.morphologyEx(mask[b:d, a:c].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)) > 0
        take = own & (off < best[b:d, a:c])
        ids[b:d, a:c][take] = person.number
        best[b:d, a:c][take] = off[take]
    for person in seen:
        own, (x0, y0, x1, y1) = ids == person.number, person.box
        least = LEAST_AREA if person.drawn else max(LEAST_AREA, LEAST_FILL * (x1 - x0) * (y1 - y0))
        if own.sum() < least:
            ids[own] = 0
    return ids


def missed_people(labels: list[np.ndarray], semantic: list[np.ndarray]) -> dict[int, list[tuple[int, np.ndarray]]]:
    """By frame: number (from 0, one through time) and mask of what is void in the labels and all of one standing person to the network."""
    boxes, masks = {}, {}
    for index, (label, said) in enumerate(zip(labels, semantic)):
        somebody = ((label == VOID) & (said == CLASS_IDS["pedestrian"])).astype(np.uint8)
        count, parts, stats, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(somebody, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
        good = [k for k in range(1, count) if stats[k][4] >= MISSED_AREA and stats[k][3] >= MISSED_HEIGHT
                and MISSED_SLIMNESS[0] < stats[k][3] / stats[k][2] < MISSED_SLIMNESS[1]]
        boxes[index] = np.array([[x, y, x + w, y + h, 1] for x, y, w, h, _ in stats[good]], float).reshape(-1, 5)
        masks[index] = [parts == k for k in good]
    found: dict[int, list[tuple[int, np.ndarray]]] = {}
    for number, track in enumerate(t for t in link(boxes) if len(t.boxes) >= MISSED_FRAMES):
        for index, box in track.boxes.items():
            place = next(i for i, b in enumerate(boxes[index]) if (b[:4] == box).all())
            found.setdefault(index, []).append((number, masks[index][place]))
    return found


def class_maps(coco: Path, weights: Path, frames: list[np.ndarray]) -> list[np.ndarray]:
    """What the semantic head of a trained network says of each pixel."""
    net, size = load(coco, weights).eval(), frames[0].shape[:2]
    return [F.interpolate(run(net, f)["semantic"], size=size, mode="bilinear", align_corners=False)[0].argmax(0).byte().numpy() for f in frames]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--people", type=Path, required=True, help="detections of teacher.py")
    parser.add_argument("--coco", type=Path, help="with --weights")
    parser.add_argument("--weights", type=Path, help="a trained network that looks for people whom the teacher missed")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    frames = read_frames(args.clip, 0, 500)
    detections = np.load(args.people)["detections"]
    found = {int(i): merge_views(detections[detections[:, 0] == i][:, 2:]) for i in np.unique(detections[:, 0])}
    empty = empty_scene(frames, {i: b[b[:, 4] > 0.25] for i, b in found.items()})
    masks = [foreground(f, empty) for f in frames]

    tracks = [t for t in link(found) if len(t.boxes) >= 4]
    for track in tracks:
        fill(track, len(frames))
        filled = [masks[i][int(max(b[1], 0)):int(b[3]) + 1, int(max(b[0], 0)):int(b[2]) + 1].mean() for i, b in track.boxes.items()]
        track.confirmed = float(np.mean(filled))
    tracks = [t for t in tracks if t.confirmed > 0.22 and np.mean(t.scores) > LEAST_SCORE]
    for number, track in enumerate(tracks, 1):
        print(f"track {number}: frames {track.first}-{track.last}, score {np.mean(track.scores):.2f}, foreground {track.confirmed:.2f}")
    drawn = drawn_people()
    tracks = give_way(tracks, drawn) + drawn
    numbers = persons(tracks)

    scene, vehicles = paint_scene()
    labels, ids = [], []
    for index, mask in enumerate(masks):
        people = people_masks(mask, visible(mask, tracks, numbers, index))
        label = scene.copy()
        unexplained = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
        label[cv2.dilate(unexplained.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = VOID
        label[people > 0] = CLASS_IDS["pedestrian"]
        labels.append(label)
        ids.append(np.where(people > 0, people, np.where(label == CLASS_IDS["car"], vehicles, 0)).astype(np.uint8))
    if args.weights:
        for index, people in missed_people(labels, class_maps(args.coco, args.weights, frames)).items():
            for number, mask in people:
                labels[index][mask], ids[index][mask] = CLASS_IDS["pedestrian"], len(tracks) + 1 + number
            print(f"frame {index}: {len(people)} more")
    np.savez_compressed(args.out, labels=np.stack(labels), ids=np.stack(ids), empty=empty,
                        boxes=np.array([[i, n, *b] for n, t in enumerate(tracks, 1) for i, b in t.boxes.items()], np.float32))


if __name__ == "__main__":
    main()
