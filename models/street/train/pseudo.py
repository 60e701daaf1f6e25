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
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch.nn.functional as F

from clips import read_frames
from evaluate import run
from network import VOID, load
from tracks import SAME_PERSON, Track, drawn_people, fill, give_way, iou, link, merge_views, persons

SCENE = Path(__file__).parent / "vtest-scene.json"
CLASS_IDS = {"sky": 0, "building": 1, "pole": 2, "road": 3, "pavement": 4, "tree": 5, "sign": 6, "fence": 7, "car": 8, "pedestrian": 9}
LEAST_SCORE = 0.3  # of a track, on average
LEAST_AREA, LEAST_FILL = 40, 0.2  # px, and of a box that is mask: people with less become void
DEPTH, DRAWN_DEPTH = 0.004, 0.01  # what a px lower with the feet counts for, against how far out in a box a pixel lies
DIFFERENCE = 24.0  # of Lab colour distance, above which a pixel is foreground
MISSED_AREA, MISSED_HEIGHT, MISSED_SLIMNESS, MISSED_FRAMES = 250, 45, (1.2, 6.0), 3  # at least; height by width
FIRST_VEHICLE = 240  # ids from here on are the parked vehicles


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
