"""Makes the packages of the agreement tests: small networks of each family with random weights, and what PyTorch and the exporters' own steps find in one picture.

    python3 -m exports.fixtures --picture ../tests/fixtures/pictures/street.jpg --out ../tests/fixtures/families

`expected.json` lists the instances of `picture.png` from a score of 0.3 on: class id, score, box in pixels, mask as base64 of bits, row by row (of the first ones alone); or the class map as base64 of bytes.
"""
from __future__ import annotations

import argparse
import base64
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torchvision.ops import batched_nms

from exports import maskrcnn, queries, regions, semantic, yolo

WIDTH, HEIGHT, SCORE, MASKS = 160, 128, 0.3, 12
NAMES = ["apple", "boat", "cat"]


def instance(category: int, score: Tensor, box: Tensor, mask: Tensor | None) -> dict[str, Any]:
    bits = None if mask is None else base64.b64encode(np.packbits(mask.numpy().astype(np.uint8)).tobytes()).decode()
    return {"id": int(category), "score": float(score), "box": [float(v) for v in box], "mask": bits}


def write(folder: Path, expected: dict[str, Any]) -> None:
    for found in expected.get("instances", [])[MASKS:]:
        found["mask"] = None
    (folder / "expected.json").write_text(json.dumps(expected))


def image_of(picture: np.ndarray, manifest: dict[str, Any]) -> Tensor:
    """What the server writes into the network's input: (byte - mean) * scale."""
    settings = manifest.get("input", {})
    values = picture[..., ::-1] if settings.get("colour") == "bgr" else picture
    mean, scale = (np.array(settings.get(k, d), np.float32) for k, d in (("mean", [0] * 3), ("scale", [1] * 3)))
    return torch.from_numpy(((values.astype(np.float32) - mean) * scale).transpose(2, 0, 1).copy())


def read(folder: Path, picture: np.ndarray) -> Tensor:
    return image_of(picture, json.loads((folder / "model.json").read_text()))


def cut(mask: Tensor, box: Tensor) -> Tensor:
    """The pixels whose centres are in the box."""
    y, x = torch.arange(HEIGHT)[:, None] + 0.5, torch.arange(WIDTH)[None] + 0.5
    return mask & (x >= box[0]) & (x < box[2]) & (y >= box[1]) & (y < box[3])


def rows(folder: Path, picture: np.ndarray, network: yolo.Yolo) -> None:
    image = read(folder, picture)[None]
    outputs = network(image)
    table = outputs[0][0]
    if network.form == "end-to-end":
        box, score, label, rest = table[:, :4], table[:, 4], table[:, 5].long(), table[:, 6:]
        kept = (score >= SCORE).nonzero()[:, 0]
    else:
        if network.form == "raw":
            table = table.T
            score, label = table[:, 4:4 + len(NAMES)].max(1)
            centre, size = table[:, :2], table[:, 2:4]
        else:
            score, label = (table[:, 5:] * table[:, 4:5]).max(1)
            cells, strides = [], []
            for stride in yolo.STRIDES:
                y, x = torch.meshgrid(torch.arange(HEIGHT // stride), torch.arange(WIDTH // stride), indexing="ij")
                cells.append(torch.stack([x, y], 2).reshape(-1, 2))
                strides.append(torch.full((x.numel(), 1), stride))
            cell, stride = torch.cat(cells), torch.cat(strides)
            centre, size = (table[:, :2] + cell) * stride, table[:, 2:4].exp() * stride
        box, rest = torch.cat([centre - size / 2, centre + size / 2], 1), table[:, 4 + len(NAMES):]
        kept = batched_nms(box, score, label, 0.45)
        kept = kept[score[kept] >= SCORE][:100]
    found = []
    for i in kept:
        mask = None
        if network.coefficients:
            logits = torch.einsum("k,khw->hw", rest[i, :network.coefficients], outputs[1][0])
            mask = cut(functional.interpolate(logits[None, None], (HEIGHT, WIDTH), mode="bilinear", align_corners=False)[0, 0] > 0, box[i])
        found.append(instance(label[i], score[i], box[i], mask))
    write(folder, {"instances": found})


def make_rows(out: Path, picture: np.ndarray, folder: str, form: str, coefficients: int) -> None:
    network = yolo.Yolo(form, len(NAMES), coefficients, 8, 0).eval()
    network.calibrate(image_of(picture, {"input": {"scale": [1 / 255] * 3} if form != "yolox" else {"colour": "bgr"}})[None])
    yolo.package(out / folder, network, WIDTH, HEIGHT, NAMES)
    rows(out / folder, picture, network)


def make_maskrcnn(out: Path, picture: np.ndarray) -> None:
    network = maskrcnn.small(len(NAMES), WIDTH, HEIGHT).eval()
    maskrcnn.package(out / "maskrcnn", network, WIDTH, HEIGHT, NAMES)
    found = network([read(out / "maskrcnn", picture)])[0]
    write(out / "maskrcnn", {"instances": [instance(*row[:3], row[3][0] > 0.5) for row in zip(found["labels"], found["scores"], found["boxes"], found["masks"])]})


def paste(mask: Tensor, box: Tensor) -> Tensor:
    """A mask of a region in the picture (mmdet's paste: bilinear, zero outside, at pixel centres)."""
    y = (torch.arange(HEIGHT) + 0.5 - box[1]) / (box[3] - box[1]) * 2 - 1
    x = (torch.arange(WIDTH) + 0.5 - box[0]) / (box[2] - box[0]) * 2 - 1
    grid = torch.stack([x[None].expand(HEIGHT, -1), y[:, None].expand(-1, WIDTH)], 2)
    return functional.grid_sample(mask[None, None], grid[None], align_corners=False)[0, 0] >= 0.5


def make_regions(out: Path, picture: np.ndarray) -> None:
    network = regions.Regions(len(NAMES)).eval()
    network.calibrate(image_of(picture, {"input": {"scale": [1 / 255] * 3}})[None])
    regions.package(out / "regions", network, WIDTH, HEIGHT, NAMES)
    found, labels, masks = network(read(out / "regions", picture)[None])
    write(out / "regions", {"instances": [
        instance(label, row[4], row[:4], cut(paste(mask, row[:4]), row[:4])) for row, label, mask in zip(found[0], labels[0], masks[0]) if row[4] >= SCORE]})


def make_queries(out: Path, picture: np.ndarray, form: str) -> None:
    network = queries.Queries(form, len(NAMES)).eval()
    network.calibrate(torch.rand(1, 3, HEIGHT, WIDTH))
    queries.package(out / form, network, WIDTH, HEIGHT, NAMES)
    outputs = dict(zip(queries.OUTPUTS[form], network(read(out / form, picture)[None])))
    logits = outputs["labels" if form == "rf-detr" else queries.OUTPUTS[form][0]][0]
    masks = outputs[queries.OUTPUTS[form][-1]][0]
    probability = logits.sigmoid() if form == "rf-detr" else logits.softmax(1)[:, :-1]
    score, label = probability.max(1)
    found = []
    for i in (score >= SCORE).nonzero()[:, 0]:
        mask = functional.interpolate(masks[None, i:i + 1], (HEIGHT, WIDTH), mode="bilinear", align_corners=False)[0, 0] > 0
        y, x = mask.nonzero().T if mask.any() else (torch.zeros(1), torch.zeros(1))
        if mask.any():
            found.append(instance(label[i], score[i], torch.stack([x.min(), y.min(), x.max() + 1, y.max() + 1]).float(), mask))
    write(out / form, {"instances": found})


def make_semantic(out: Path, picture: np.ndarray, folder: str, form: str, half: bool = False, **manifest: object) -> None:
    names = NAMES[:1] if form == "mask" else NAMES
    network = semantic.Small(form, len(names)).eval()
    network.calibrate(image_of(picture, {"input": {"scale": [1 / 255] * 3}})[None])
    semantic.package(out / folder, network, WIDTH, HEIGHT, names, half=half, **manifest)
    image = read(out / folder, picture)[None]
    output = network(image.half().float() if half else image)
    if form == "class-map":
        classes = output[0]
    elif form == "mask":
        classes = torch.where(output[0, 0] > 0.5, 0, 255)
    else:
        logits = output.half().float() if half else output
        logits = logits.permute(0, 3, 1, 2) if form == "channels-last" else logits
        classes = functional.interpolate(logits, (HEIGHT, WIDTH), mode="bilinear", align_corners=False)[0].argmax(0)
    write(out / folder, {"class_map": base64.b64encode(classes.numpy().astype(np.uint8).tobytes()).decode()})


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--picture", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    args = options.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    picture = cv2.resize(cv2.imread(str(args.picture)), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(args.out / "picture.png"), picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    picture = np.ascontiguousarray(picture[..., ::-1])
    torch.manual_seed(7)
    with torch.no_grad():
        make_rows(args.out, picture, "yolo-raw", "raw", 4)
        make_rows(args.out, picture, "yolo-end-to-end", "end-to-end", 4)
        make_rows(args.out, picture, "yolo-boxes", "raw", 0)
        make_rows(args.out, picture, "yolox", "yolox", 0)
        make_maskrcnn(args.out, picture)
        make_regions(args.out, picture)
        for form in queries.OUTPUTS:
            make_queries(args.out, picture, form)
        make_semantic(args.out, picture, "semantic", "channels-first")
        make_semantic(args.out, picture, "semantic-last-half", "channels-last", half=True)
        make_semantic(args.out, picture, "class-map", "class-map", decode={"cell": 1})
        make_semantic(args.out, picture, "mask", "mask", decode={"score": "probability", "cell": 1})


if __name__ == "__main__":
    main()
