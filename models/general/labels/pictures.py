"""Labelled pictures in memory: COCO-form annotations, one mask a picture, CamVid, boxes from above. At most 512 px long, those from above 1024."""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from network.classes import COCO

LONG_SIDE = 512


@dataclass
class Instance:
    """An object of COCO's class `kind` (its index), or of none that is known (-1: nobody may learn anything there). `mask` lies at (x, y). `identity`: whose
    it is, where several pictures show the same."""

    kind: int
    x: int
    y: int
    mask: np.ndarray
    identity: int = -1


@dataclass
class Picture:
    """RGB, with what is labelled in it. `labels`: CamVid's, 255 where there are none."""

    name: str
    image: np.ndarray
    instances: list[Instance] = field(default_factory=list)
    complete: bool = True  # every object of COCO's classes is labelled
    labels: np.ndarray | None = None
    scale: float = 1.0  # of `image` to the file
    scene: str = ""  # the clip that it is a frame of; identities are those of one scene


def read_rgb(path: Path, long_side: int = LONG_SIDE) -> tuple[np.ndarray, float]:
    """The picture, at most `long_side` px long, and its scale."""
    image = cv2.imread(str(path))
    if image is None:
        raise FileNotFoundError(f"{path} is not a picture that OpenCV reads")
    scale = min(1.0, long_side / max(image.shape[:2]))
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB), scale


def coco(annotations: Path, images: Path) -> list[Picture]:
    """COCO-form `annotations`; categories go by name, and those that are none of COCO's are an error."""
    data = json.loads(annotations.read_text())
    names = {c["id"]: c["name"] for c in data["categories"]}
    unknown = sorted(set(names.values()) - set(COCO))
    if unknown:
        raise ValueError(f"{annotations}: {', '.join(unknown)}: not among the 80 classes of COCO")
    by_image: dict[int, list[dict]] = {}
    for annotation in data["annotations"]:
        by_image.setdefault(annotation["image_id"], []).append(annotation)
    pictures = []
    for entry in data["images"]:
        image, scale = read_rgb(images / entry["file_name"])
        picture = Picture(entry["file_name"], image, scale=scale)
        for annotation in by_image.get(entry["id"], []):
            mask = rasterise(annotation["segmentation"], scale, image.shape[:2])
            kind = -1 if annotation.get("iscrowd") else COCO.index(names[annotation["category_id"]])
            picture.instances += [cut(kind, mask)] if mask.any() else []
        pictures.append(picture)
    return pictures


def rasterise(segmentation: list | dict, scale: float, size: tuple[int, int]) -> np.ndarray:
    """[h,w] of 0 and 1, from polygons or run lengths in the file's pixels."""
    if isinstance(segmentation, dict):
        whole = decode_runs(segmentation)
        return cv2.resize(whole, (size[1], size[0]), interpolation=cv2.INTER_AREA) if scale != 1 else whole
    mask = np.zeros(size, np.uint8)
    for polygon in segmentation:
        points = np.array(polygon, np.float64).reshape(-1, 2) * scale - 0.5
        cv2.fillPoly(mask, [np.round(points * 16).astype(np.int32)], 1, shift=4)
    return mask


def decode_runs(segmentation: dict) -> np.ndarray:
    """COCO's run lengths, column by column, as numbers or as its packed string."""
    height, width = segmentation["size"]
    counts = segmentation["counts"]
    if isinstance(counts, str):
        counts = _unpack(counts)
    flat = np.zeros(height * width, np.uint8)
    at = 0
    for index, count in enumerate(counts):
        flat[at:at + count] = index % 2
        at += count
    return np.ascontiguousarray(flat.reshape(width, height).T)


def _unpack(text: str) -> list[int]:
    """Six bits a letter, the sixth for 'more follows'; from the third number on, differences to the number two before."""
    counts: list[int] = []
    at = 0
    while at < len(text):
        value, shift, more = 0, 0, True
        while more:
            bits = ord(text[at]) - 48
            value |= (bits & 31) << shift
            more, at, shift = bool(bits & 32), at + 1, shift + 5
            if not more and bits & 16:
                value |= -1 << shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)
    return counts


def cut(kind: int, mask: np.ndarray) -> Instance:
    """The instance with its mask cut to its box."""
    rows, columns = np.where(mask.any(1))[0], np.where(mask.any(0))[0]
    return Instance(kind, int(columns[0]), int(rows[0]), mask[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1].copy())


def one_person(folder: Path) -> list[Picture]:
    """Pictures of one labelled person; the others in them are not labelled."""
    pictures = []
    for path in sorted((folder / "images").glob("*.jpg")):
        image, scale = read_rgb(path)
        mask = cv2.imread(str(folder / "masks" / f"{path.stem}.png"), cv2.IMREAD_GRAYSCALE)
        mask = (cv2.resize(mask, image.shape[1::-1], interpolation=cv2.INTER_AREA) > 127).astype(np.uint8)
        if mask.any():
            pictures.append(Picture(path.name, image, [cut(0, mask)], complete=False, scale=scale))
    return pictures


def camvid(root: Path, part: str) -> list[Picture]:
    pictures = []
    for path in sorted((root / part).glob("*.png")):
        image, scale = read_rgb(path)
        labels = cv2.imread(str(root / f"{part}annot" / path.name), cv2.IMREAD_UNCHANGED)
        pictures.append(Picture(path.name, image, complete=False, labels=labels, scale=scale))
    return pictures


def from_above(folder: Path) -> list[Picture]:
    """Cars seen from straight above, with boxes in YOLO's form: an ellipse in the box stands for the mask, and the corners of the box are unknown. Kinds: car,
    truck and bus; others are unknown."""
    kinds = {0: COCO.index("car"), 1: COCO.index("truck"), 2: COCO.index("bus")}
    pictures = []
    for path in sorted(folder.glob("*.jpg")):
        image, scale = read_rgb(path, 2 * LONG_SIDE)
        height, width = image.shape[:2]
        picture = Picture(path.name, image, complete=False, scale=scale)
        for line in path.with_suffix(".txt").read_text().split("\n"):
            values = line.split()
            if len(values) != 5:
                continue
            x, y, w, h = (float(v) * s for v, s in zip(values[1:], (width, height, width, height)))
            mask, corners = np.zeros((2, height, width), np.uint8)
            cv2.ellipse(mask, (int(x), int(y)), (max(int(w / 2), 1), max(int(h / 2), 1)), 0, 0, 360, 1, -1)
            cv2.rectangle(corners, (int(x - w / 2), int(y - h / 2)), (int(x + w / 2), int(y + h / 2)), 1, -1)
            corners[mask > 0] = 0
            picture.instances += [cut(kind, part) for kind, part in ((kinds.get(int(values[0]), -1), mask), (-1, corners)) if part.any()]
        pictures.append(picture)
    return pictures


def tracked(clip: Path, truth: Path, last: int, every: int) -> list[Picture]:
    """Each `every`-th frame before `last` of a clip with people's boxes and identities in MOTChallenge's form. Masks are the boxes."""
    boxes: dict[int, list[list[float]]] = {}
    for line in truth.read_text().split("\n"):
        values = line.split(",")
        if len(values) > 5:
            boxes.setdefault(int(values[0]) - 1, []).append([float(v) for v in values[1:6]])
    capture = cv2.VideoCapture(str(clip))
    pictures = []
    for index in range(last):
        _, frame = capture.read()
        if index % every:
            continue
        scale = min(1.0, LONG_SIDE / max(frame.shape[:2]))
        image = cv2.cvtColor(cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
        picture = Picture(f"{clip.name} {index}", image, complete=False, scale=scale, scene=clip.name)
        for identity, x, y, w, h in boxes.get(index, []):
            mask = np.zeros(image.shape[:2], np.uint8)
            x0, y0, x1, y1 = (max(0, round(v * scale)) for v in (x, y, x + w, y + h))
            mask[y0:y1, x0:x1] = 1
            if mask.any():
                picture.instances.append(cut(0, mask))
                picture.instances[-1].identity = int(identity)
        pictures.append(picture)
    return pictures
