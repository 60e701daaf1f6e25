"""What the frozen parts of the network say of many random views, kept on disk: training of what is behind them is then cheap.

    python3 -m train.cache --data DATA/general --camvid DATA/camvid --teachers DATA/general/teachers --out work/cache --part 0 --parts 2
"""
from __future__ import annotations

import argparse
import pickle
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from labels import pictures
from labels import targets
from network.runner import Runner, runner
from train.frozen import Frozen, Squared
from network.general_net import start
from labels.pictures import Picture
from network.tflite import TfliteNet
from labels.views import HEIGHT, WIDTH, Placed, fitting, place, random_fit, recolour, warp

SHAPES = {"fine": (64, HEIGHT // 4, WIDTH // 4), "middle": (192, HEIGHT // 8, WIDTH // 8), "deep": (96, HEIGHT // 16, WIDTH // 16),
          "pyramid": (64, HEIGHT // 8, WIDTH // 8), "target": (25, HEIGHT // 4, WIDTH // 4), "weight": (HEIGHT // 4, WIDTH // 4)}
HALF = ("fine", "middle", "deep", "pyramid")  # bfloat16, kept as its bits
CELLS_EACH, LEAST_OVERLAP = 3, 0.5


@dataclass
class Source:
    """Pictures of one kind, and how far their random views are zoomed."""

    name: str
    pictures: list[Picture]
    zoom: tuple[float, float] = (0.7, 1.7)
    above: bool = False


def held_out(name: str, index: int) -> bool:
    """Pictures that only tuning sees: every eighth of COCO's."""
    return name == "coco" and index % 8 == 3


def sources(data: Path, camvid: Path | None, clip: Path | None, truth: Path | None) -> list[Source]:
    if clip is not None and truth is not None:
        return [Source("tracks", pictures.tracked(clip, truth, 500, 10), (1.0, 1.3))]
    coco = pictures.coco(data / "coco_train" / "instances.json", data / "coco_train" / "images")
    found = [Source("coco", [p for i, p in enumerate(coco) if not held_out("coco", i)])]
    if camvid is not None:
        found.append(Source("camvid", first_four_fifths(pictures.camvid(camvid, "train")), (0.9, 2.0)))
    found += [Source("people", pictures.one_person(data / "ccp_person")[::4], (0.6, 1.3)),
              Source("above", pictures.from_above(data / "aerial_cars_boxes")[::2], (0.9, 2.5), above=True)]
    return found


def first_four_fifths(frames: list[Picture]) -> list[Picture]:
    """Of every sequence, which is the part of the name before `_`."""
    by_sequence: dict[str, list[Picture]] = {}
    for frame in frames:
        by_sequence.setdefault(frame.name.split("_")[0], []).append(frame)
    return [frame for sequence in by_sequence.values() for frame in sequence[:len(sequence) * 4 // 5]]


def look(frozen: Runner, view: np.ndarray) -> tuple[dict[str, Tensor], list[Tensor], Tensor]:
    """The frozen features of a view; scores, boxes and towers of all cells; MOSAIC's logits."""
    *maps, scores, boxes, towers, ade = (x[0] for x in frozen(view))
    return dict(zip(HALF, maps)), [scores, boxes, towers], ade


def overlap(a: Tensor, b: Tensor) -> Tensor:
    """IoU [n,m] of boxes."""
    corner = torch.maximum(a[:, None, :2], b[None, :, :2]), torch.minimum(a[:, None, 2:], b[None, :, 2:])
    common = (corner[1] - corner[0]).clamp(min=0).prod(-1)
    area = [(x[:, 2:] - x[:, :2]).clamp(min=0).prod(-1) for x in (a, b)]
    return common / (area[0][:, None] + area[1][None] - common + 1e-6)


def positives(placed: list[Placed], scores: Tensor, boxes: Tensor, towers: Tensor) -> list[dict]:
    """For every instance the cells that find it best: those whose mask coefficients it teaches."""
    rows = []
    for thing in placed:
        if thing.kind < 0:
            continue
        with_it = overlap(boxes, torch.from_numpy(thing.box).float()[None])[:, 0]
        value, cell = (with_it * (scores[:, thing.kind] + 0.01) * (with_it > 0.3)).topk(CELLS_EACH)
        sure = [int(c) for i, c in enumerate(cell) if value[i] > 0 and (i == 0 or with_it[c] > LEAST_OVERLAP)]
        for c in sure:
            rows.append(dict(tower=towers[c].half().numpy(), box=boxes[c].numpy(), truth=thing.box.astype(np.float32), mask=np.round(255 * thing.mask).astype(np.uint8),
                             kind=thing.kind, number=thing.number, score=float(scores[c, thing.kind])))
    return rows


def fill(out: Path, source: Source, frozen: Runner, teachers: targets.Teachers | None, part: int, parts: int, seed: int) -> None:
    """Two views of each picture: the server's letterbox, and by turns another place, zoomed and moved, or the same place as another camera sees it.
    Without teachers there are no targets for surfaces."""
    mine = source.pictures[part::parts]
    name = f"{source.name}{part}"
    arrays = {k: np.lib.format.open_memmap(out / f"{name}-{k}.npy", "w+", np.int16 if k in HALF else np.uint8, (2 * len(mine), *shape)) for k, shape in SHAPES.items()}
    rows: list[dict] = []
    began = time.time()
    for number, picture in enumerate(mine):
        dice = random.Random(f"{seed} {source.name} {picture.name}")
        plain = fitting(picture.image.shape[:2])
        pair = number % 2 == 1
        for fit, image in ((plain, warp(picture.image, plain)), (plain if pair else random_fit(picture.image.shape[:2], dice, source.zoom), None)):
            features, of_cells, ade = look(frozen, image if image is not None else recolour(warp(picture.image, fit), dice))
            if teachers is not None and image is not None:
                said = teachers.say(picture.image, ade)
            placed, at = place(picture, fit), len(rows)
            for k in HALF:
                arrays[k][at] = features[k].bfloat16().contiguous().view(torch.int16).numpy()
            if teachers is not None:
                arrays["target"][at], arrays["weight"][at] = targets.cells(picture, said, fit, placed, source.above)
            unknown = np.max([p.mask for p in placed if p.kind < 0] or [np.zeros(SHAPES["weight"])], axis=0) > 0.5
            rows.append(dict(source=source.name, picture=picture.name, same=at - 1 if image is None and pair else -1,
                             things=positives(placed, *of_cells) if source.name != "above" else [], unknown=unknown))
        if number % 10 == 9:
            print(f"{name} {number + 1}/{len(mine)} {time.time() - began:.0f} s, {time.process_time():.0f} s of one processor", flush=True)
    for array in arrays.values():
        array.flush()
    (out / f"{name}.pkl").write_bytes(pickle.dumps(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="with coco_train, ccp_person, aerial_cars_boxes")
    parser.add_argument("--camvid", type=Path, help="left out: no CamVid")
    parser.add_argument("--clip", type=Path, help="a clip whose people have identities, for embeddings; with --truth, and nothing else is cached")
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--teachers", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=1)
    parser.add_argument("--program", type=Path, help="run.c, built: five times as fast as torch on a CPU")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    net = start(args.teachers / "mosaic_r3_ade32.tflite", args.teachers / "yolox_nano.onnx")
    frozen = runner(Frozen(net), HEIGHT, WIDTH, args.out / f"frozen{args.part}.onnx", args.program)
    city = Squared(TfliteNet(args.teachers / "deeplab_city.tflite"))
    teachers = targets.Teachers(runner(city, 513, 513, args.out / f"city{args.part}.onnx", args.program))
    for source in sources(args.data, args.camvid, args.clip, args.truth):
        fill(args.out, source, frozen, teachers, args.part, args.parts, args.seed)


if __name__ == "__main__":
    main()
