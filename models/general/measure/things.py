"""Quality on COCO-form ground truth: AP of boxes and masks, for all classes, people and vehicles.

    python3 -m measure.things --weights general.pt --annotations coco_val/instances.json --images coco_val/images
    python3 -m measure.things --yolox yolox_nano.onnx --annotations … --images …     (YOLOX-Nano as it comes, 416x416)
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
from torch import Tensor

from measure.average_precision import Found, box_overlap, by_class, mask_overlap, summary
from network.classes import COCO
from network.runner import ProgramRunner, Runner, TorchRunner
from network.keyframe import KeyframeGraph
from labels.pictures import rasterise
from labels.views import GREY, HEIGHT, STRIDE, WIDTH, fitting, warp
from network.weights import load

PEOPLE, VEHICLES = [0], [COCO.index(name) for name in ("bicycle", "car", "motorcycle", "bus", "train", "truck")]
LEAST = 0.001


def truths(annotations: Path, every: int = 1, offset: int = 0) -> tuple[list[dict], list[tuple[np.ndarray, Found]]]:
    """Pictures (each `every`-th) and what is labelled in them, in the files' pixels."""
    data = json.loads(annotations.read_text())
    kinds = {c["id"]: COCO.index(c["name"]) for c in data["categories"]}
    entries = [entry for i, entry in enumerate(data["images"]) if i % every == offset]
    number = {entry["id"]: i for i, entry in enumerate(entries)}
    found = []
    for a in data["annotations"]:
        if a["image_id"] not in number:
            continue
        entry = entries[number[a["image_id"]]]
        mask = rasterise(a["segmentation"], 1, (entry["height"], entry["width"])) > 0
        x, y, w, h = a["bbox"]
        box = np.array([x, y, x + w, y + h])
        found.append((box, Found(number[a["image_id"]], kinds[a["category_id"]], np.array([0, 0, mask.shape[1], mask.shape[0]]), mask, crowd=bool(a["iscrowd"]))))
    return entries, found


def things(outputs: list[Tensor], fit: np.ndarray, size: tuple[int, int], picture: int, least: float = LEAST) -> list[tuple[np.ndarray, Found]]:
    """Detections with boxes and masks in the picture's pixels, from the graph's outputs."""
    _, prototypes, scores, boxes, coefficients, _ = (o[0].numpy() for o in outputs)
    best, kinds = scores.max(1), scores.argmax(1)
    found = []
    for n in np.where(best >= least)[0]:
        logits = np.tensordot(coefficients[n], prototypes, 1)
        box = (boxes[n].reshape(2, 2) - fit[:, 2]) / fit[[0, 1], [0, 1]]
        box = np.clip(box, 0, [size[1], size[0]]).flatten()
        wide = (boxes[n].reshape(2, 2) + [[-STRIDE, -STRIDE], [STRIDE, STRIDE]] - fit[:, 2]) / fit[[0, 1], [0, 1]]  # a cell more, as the server crops
        x0, y0 = np.clip(np.floor(wide[0]), 0, [size[1], size[0]]).astype(int)
        x1, y1 = np.clip(np.ceil(wide[1]), 0, [size[1], size[0]]).astype(int)
        if x1 <= x0 or y1 <= y0:
            continue
        mask = enlarge(logits, fit, x0, y0, x1, y1) > 0
        found.append((box, Found(picture, int(kinds[n]), np.array([x0, y0, x1, y1]), mask, float(best[n]))))
    return found


def enlarge(logits: np.ndarray, fit: np.ndarray, x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    """A part of the grid [96,128] in pixels of the picture, bilinear between the centres of cells."""
    x = ((np.arange(x0, x1) + 0.5) * fit[0, 0] + fit[0, 2]) / STRIDE - 0.5
    y = ((np.arange(y0, y1) + 0.5) * fit[1, 1] + fit[1, 2]) / STRIDE - 0.5
    across, down = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
    return cv2.remap(logits.astype(np.float32), across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def add_runner(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--weights", type=Path, help="trained weights, run by torch")
    parser.add_argument("--graph", type=Path, help="an exported graph, run by --program")
    parser.add_argument("--program", type=Path, help="run.c, built")


def make_runner(args: argparse.Namespace) -> Runner:
    return ProgramRunner(args.program, args.graph) if args.graph else TorchRunner(KeyframeGraph(load(args.weights)), (WIDTH, HEIGHT))


def report(found: list[tuple[np.ndarray, Found]], labels: list[tuple[np.ndarray, Found]], masks: bool) -> dict:
    """Every figure; classes by name."""
    def boxed(rows: list[tuple[np.ndarray, Found]]) -> list[Found]:
        return [Found(f.picture, f.kind, box, None, f.score, f.crowd) for box, f in rows]

    result = {}
    for name, classes in [("box", by_class(boxed(found), boxed(labels), box_overlap))] + (
            [("mask", by_class([f for _, f in found], [f for _, f in labels], mask_overlap))] if masks else []):
        for group, kinds in (("", None), ("_people", PEOPLE), ("_vehicles", VEHICLES)):
            result[f"{name}_ap{group}"], result[f"{name}_ap50{group}"] = (round(v, 4) for v in summary(classes, kinds))
        result[f"{name}_ap50_by_class"] = {COCO[k]: round(float(v[0]), 3) for k, v in classes.items()}
    return result


def yolox_alone(path: Path, images: Path, entries: list[dict]) -> list[tuple[np.ndarray, Found]]:
    """YOLOX-Nano's own boxes: 416x416, the picture in the upper left corner, suppression at 0.65 of a class."""
    net = cv2.dnn.readNetFromONNX(str(path))
    rows, columns = zip(*[(np.mgrid[:416 // s, :416 // s].reshape(2, -1)[::-1].T, np.full((416 // s) ** 2, s)) for s in (8, 16, 32)])
    grid, stride = np.concatenate(rows), np.concatenate(columns)[:, None]
    found = []
    for picture, entry in enumerate(entries):
        image = cv2.imread(str(images / entry["file_name"]))
        height, width = image.shape[:2]
        scale = min(416 / height, 416 / width)
        canvas = np.full((416, 416, 3), GREY, np.uint8)
        small = cv2.resize(image, (int(width * scale), int(height * scale)))
        canvas[:small.shape[0], :small.shape[1]] = small
        net.setInput(canvas.astype(np.float32).transpose(2, 0, 1)[None])
        out = net.forward()[0]
        centre, half = (out[:, :2] + grid) * stride, np.exp(out[:, 2:4]) * stride / 2
        scores = out[:, 4:5] * out[:, 5:]
        kind, best = scores.argmax(1), scores.max(1)
        boxes = np.concatenate([centre - half, centre + half], 1) / scale
        sure = np.where(best >= LEAST)[0]
        apart = np.concatenate([boxes[sure, :2] + kind[sure, None] * 8192, boxes[sure, 2:] - boxes[sure, :2]], 1)
        for i in cv2.dnn.NMSBoxes(apart.tolist(), best[sure].tolist(), LEAST, 0.65):
            n = sure[int(np.ravel(i)[0])]
            found.append((np.clip(boxes[n], 0, [width, height] * 2), Found(picture, int(kind[n]), boxes[n], None, float(best[n]))))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_runner(parser)
    parser.add_argument("--yolox", type=Path)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    entries, labels = truths(args.annotations, args.every, args.offset)
    if not args.yolox:
        run, found = make_runner(args), []
        for number, entry in enumerate(entries):
            image = cv2.cvtColor(cv2.imread(str(args.images / entry["file_name"])), cv2.COLOR_BGR2RGB)
            fit = fitting(image.shape[:2], run.view)
            found += things(run(warp(image, fit, view=run.view)), fit, image.shape[:2], number)
    else:
        found = yolox_alone(args.yolox, args.images, entries)
    result = report(found, labels, not args.yolox)
    print(json.dumps(result, indent=1))
    if args.json:
        args.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
