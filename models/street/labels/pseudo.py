"""Makes the pseudo-labels of the first 500 frames of vtest.avi: the hand-drawn scene, and people with a track each.

    python3 -m labels.pseudo --clip vtest.avi --people work/people.npz [--coco centernet.json --weights street.pt] --out work/vtest.npz

A person is a track of COCO detections (labels.teacher) that the difference from the empty scene confirms; the mask is that difference
inside the box. Where people hide one another the teacher takes several for one, or finds nobody: there the boxes are drawn by hand
(vtest-people.json). Differences that no track explains become void, so that a missed person is not taught as road. With `--weights`,
those that the semantic head of a trained network takes for a person become people too: it finds people for whom its heat has no peak.
"""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from labels.tracks import SAME_PERSON, Track, drawn_tracks, interpolate, iou, link, merge_views, person_numbers, without_drawn
from measure.panoptic import predict
from network.options import add_device_options, apply_device_options, parser
from network.street_net import VOID
from network.weights import load
from train.clips import read_frames
from train.samples import FIRST_VEHICLE

SCENE = Path(__file__).parent / "vtest-scene.json"
FRAMES = 500  # those after are for measuring only
CLASS_IDS = {"sky": 0, "building": 1, "pole": 2, "road": 3, "pavement": 4, "tree": 5, "sign": 6, "fence": 7, "car": 8, "pedestrian": 9}
MIN_SCORE = 0.3  # mean of a track
MIN_AREA, MIN_FILL = 40, 0.2  # px, and the mask's share of the box: a person with less becomes void
DEPTH, DRAWN_DEPTH = 0.004, 0.01  # weight of a px of height of the feet, against a pixel's distance from the middle of the box
DIFFERENCE = 24.0  # Lab colour distance above which a pixel is foreground
MISSED_AREA, MISSED_HEIGHT, MISSED_ASPECT, MISSED_FRAMES = 250, 45, (1.2, 6.0), 3  # px², px, height by width, frames


@dataclass(frozen=True)
class VisiblePerson:
    """A person in one frame."""
    number: int
    box: np.ndarray  # [4] x0, y0, x1, y1 in px
    drawn: bool  # by hand


def draw_scene(size: tuple[int, int] = (768, 576)) -> tuple[np.ndarray, np.ndarray]:
    """Class and instance id (0 is none) of every pixel of the empty scene, each [576,768] uint8."""
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
    """The median over time of what no person's box covers, [H,W,3] float32 Lab; `people` has boxes [n,5] by frame."""
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
    """The pixels [H,W] bool of `frame` (uint8 RGB) that differ from `empty` (float32 Lab); a shadow (darker, same hue) counts less."""
    lab = cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_RGB2LAB), (0, 0), 0.8).astype(np.float32)
    change = lab - empty
    light = np.where((change[..., 0] < 0) & (change[..., 0] > -45), 0.55 * change[..., 0], change[..., 0])
    distance = np.sqrt(light ** 2 + 3 * change[..., 1] ** 2 + 3 * change[..., 2] ** 2)
    mask = (distance > DIFFERENCE).astype(np.uint8)
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)) > 0


def visible_people(mask: np.ndarray, tracks: list[Track], numbers: np.ndarray, index: int) -> list[VisiblePerson]:
    """The people of a frame: all drawn tracks, and of the others those whose box holds enough foreground and covers no person yet.

    `mask` [H,W] is the foreground of the frame, `numbers` [n] the person of each track.
    """
    drawn = [(number, track) for number, track in zip(numbers, tracks) if track.drawn and index in track.boxes]
    seen = [VisiblePerson(number, track.boxes[index], True) for number, track in drawn]
    found = [(number, track) for number, track in zip(numbers, tracks) if not track.drawn]
    for number, track in sorted(found, key=lambda t: (index in t[1].guessed, -np.mean(t[1].scores))):
        box, guessed = track.boxes.get(index), index in track.guessed
        if box is None or filled(mask, box) < (0.35 if guessed else 0.15):
            continue
        if seen and iou(box[None], np.array([s.box for s in seen])).max() > (0.15 if guessed else SAME_PERSON):
            continue
        seen.append(VisiblePerson(number, box, False))
    return seen


def filled(mask: np.ndarray, box: np.ndarray) -> float:
    """The share of foreground in a box (px), from `mask` [H,W] bool."""
    return float(mask[int(max(box[1], 0)):int(box[3]) + 1, int(max(box[0], 0)):int(box[2]) + 1].mean())


def people_masks(mask: np.ndarray, seen: list[VisiblePerson]) -> np.ndarray:
    """Instance ids [H,W] uint8. Every foreground pixel goes to the box in which it lies most centrally; a person whose feet are lower in
    the picture is preferred, as nearer to the camera, and more strongly among drawn boxes, which are tight."""
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
        min_area = MIN_AREA if person.drawn else max(MIN_AREA, MIN_FILL * (x1 - x0) * (y1 - y0))
        if own.sum() < min_area:
            ids[own] = 0
    return ids


def missed_people(labels: list[np.ndarray], semantic: list[np.ndarray]) -> dict[int, list[tuple[int, np.ndarray]]]:
    """People whom the labels have as void and the network's `semantic` classes [H,W] show whole and standing, in three frames or more.

    By frame: the number of each (from 0, the same through time) and its mask [H,W] bool.
    """
    boxes, masks = {}, {}
    for index, (label, predicted) in enumerate(zip(labels, semantic)):
        pedestrian = ((label == VOID) & (predicted == CLASS_IDS["pedestrian"])).astype(np.uint8)
        opened = cv2.morphologyEx(pedestrian, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        count, parts, stats, _ = cv2.connectedComponentsWithStats(opened)
        good = [k for k in range(1, count) if stats[k][4] >= MISSED_AREA and stats[k][3] >= MISSED_HEIGHT
                and MISSED_ASPECT[0] < stats[k][3] / stats[k][2] < MISSED_ASPECT[1]]
        boxes[index] = np.array([[x, y, x + w, y + h, 1] for x, y, w, h, _ in stats[good]], float).reshape(-1, 5)
        masks[index] = [parts == k for k in good]
    found: dict[int, list[tuple[int, np.ndarray]]] = {}
    for number, track in enumerate(t for t in link(boxes) if len(t.boxes) >= MISSED_FRAMES):
        for index, box in track.boxes.items():
            place = next(i for i, b in enumerate(boxes[index]) if (b[:4] == box).all())
            found.setdefault(index, []).append((number, masks[index][place]))
    return found


def class_maps(coco: Path, weights: Path, frames: list[np.ndarray], device: torch.device) -> list[np.ndarray]:
    """The class [H,W] uint8 that a trained network's semantic head predicts for each pixel of each frame."""
    net, size = load(coco, weights, device).eval(), frames[0].shape[:2]
    logits = (predict(net, frame)["semantic"] for frame in frames)
    return [F.interpolate(maps, size=size, mode="bilinear", align_corners=False)[0].argmax(0).byte().cpu().numpy() for maps in logits]


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--clip", type=Path, required=True)
    options.add_argument("--people", type=Path, required=True, help="detections of labels.teacher")
    options.add_argument("--coco", type=Path, help="centernet.json, with --weights")
    options.add_argument("--weights", type=Path, help="a trained network that finds people whom the teacher missed")
    options.add_argument("--out", type=Path, required=True)
    add_device_options(options)
    args = options.parse_args()
    if args.weights and not args.coco:
        options.error("--weights needs --coco")
    device = apply_device_options(args)
    frames = read_frames(args.clip, 0, FRAMES)
    detections = np.load(args.people)["detections"]
    found = {int(i): merge_views(detections[detections[:, 0] == i][:, 2:]) for i in np.unique(detections[:, 0])}
    empty = empty_scene(frames, {i: b[b[:, 4] > 0.25] for i, b in found.items()})
    masks = [foreground(f, empty) for f in frames]

    tracks = [t for t in link(found) if len(t.boxes) >= 4]
    for track in tracks:
        interpolate(track, len(frames))
        track.foreground = float(np.mean([filled(masks[i], box) for i, box in track.boxes.items()]))
    tracks = [t for t in tracks if t.foreground > 0.22 and np.mean(t.scores) > MIN_SCORE]
    for number, track in enumerate(tracks, 1):
        print(f"track {number}: frames {track.first}-{track.last}, score {np.mean(track.scores):.2f}, foreground {track.foreground:.2f}")
    drawn = drawn_tracks()
    tracks = without_drawn(tracks, drawn) + drawn
    numbers = person_numbers(tracks)

    scene, vehicles = draw_scene()
    labels, ids = [], []
    for index, mask in enumerate(masks):
        people = people_masks(mask, visible_people(mask, tracks, numbers, index))
        label = scene.copy()
        unexplained = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
        label[cv2.dilate(unexplained.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = VOID
        label[people > 0] = CLASS_IDS["pedestrian"]
        labels.append(label)
        ids.append(np.where(people > 0, people, np.where(label == CLASS_IDS["car"], vehicles, 0)).astype(np.uint8))
    if args.weights:
        for index, people in missed_people(labels, class_maps(args.coco, args.weights, frames, device)).items():
            for number, mask in people:
                labels[index][mask], ids[index][mask] = CLASS_IDS["pedestrian"], len(tracks) + 1 + number
            print(f"frame {index}: {len(people)} more")
    np.savez_compressed(args.out, labels=np.stack(labels), ids=np.stack(ids), empty=empty,
                        boxes=np.array([[i, n, *b] for n, t in enumerate(tracks, 1) for i, b in t.boxes.items()], np.float32))


if __name__ == "__main__":
    main()
