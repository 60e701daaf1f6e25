"""What the frozen parts of the network say of many random views, kept on disk: training of what is behind them is then cheap.

    python3 -m train.cache --data DATA/general --teachers DATA/general/teachers --out work/cache --part 0 --parts 2
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
from labels.followed import followed
from labels.teachers import SQUARE, Teachers
from network.runner import Runner, runner
from train.frozen import Ade, Frozen, Squared
from network.general_net import GeneralNet, start
from labels.pictures import Picture
from network.tflite import TfliteNet
from labels.views import HEIGHT, WIDTH, Placed, fitting, moved, place, random_fit, recolour, warp

CELLS = (HEIGHT // 8) * (WIDTH // 8) * 21 // 16  # of the detector's three levels
SHAPES = {"fine": (64, HEIGHT // 4, WIDTH // 4), "middle": (192, HEIGHT // 8, WIDTH // 8), "deep": (96, HEIGHT // 16, WIDTH // 16),
          "pyramid": (64, HEIGHT // 8, WIDTH // 8), "towers": (CELLS, 128), "target": (25, HEIGHT // 4, WIDTH // 4), "weight": (HEIGHT // 4, WIDTH // 4)}
FEATURES = ("fine", "middle", "deep", "pyramid")
HALF = (*FEATURES, "towers")  # bfloat16, kept as its bits
OF_DETECTOR = ("coco", "above")  # sources whose towers are kept for all cells
CELLS_EACH, LEAST_OVERLAP = 3, 0.5
MOVES = [(x, y) for x in (-2, 0, 2) for y in (-2, 0, 2)]  # cells at stride 4, of a pair's second view
FLIGHTS_LEFT_OUT = ("DJI_0762", "MunichStreet02")  # pictures from above that only tuning sees; those of one flight are much alike


@dataclass
class Source:
    """Pictures of one kind, and in how many random places each is seen: how far those are zoomed (times the letterbox) and turned (degrees). `whole`: the share of
    pictures whose first place is the whole of it."""

    name: str
    pictures: list[Picture]
    zoom: tuple[float, float] = (0.7, 1.7)
    places: int = 1
    whole: float = 0.0
    turn: float = 0.0
    above: bool = False


def held_out(name: str, index: int) -> bool:
    """Pictures that only tuning sees: every eighth of COCO's."""
    return name == "coco" and index % 8 == 3


def sources(data: Path, camvid: Path | None) -> list[Source]:
    """Those that anyone may use, or CamVid alone."""
    if camvid is not None:
        return [Source("camvid", first_four_fifths(pictures.camvid(camvid, "train")), (0.9, 2.0))]
    coco = pictures.coco(data / "coco_train" / "instances.json", data / "coco_train" / "images")
    above = [p for p in pictures.from_above(data / "aerial_cars_boxes") if not p.name.startswith(FLIGHTS_LEFT_OUT)]
    return [Source("coco", [p for i, p in enumerate(coco) if not held_out("coco", i)], (0.7, 2.2), whole=0.5),
            Source("above", above, (1.0, 7.0), places=2, turn=180.0, above=True),
            Source("people", pictures.one_person(data / "ccp_person")[::6], (0.7, 2.2))]


def first_four_fifths(frames: list[Picture]) -> list[Picture]:
    """Of every sequence, which is the part of the name before `_`."""
    by_sequence: dict[str, list[Picture]] = {}
    for frame in frames:
        by_sequence.setdefault(frame.name.split("_")[0], []).append(frame)
    return [frame for sequence in by_sequence.values() for frame in sequence[:len(sequence) * 4 // 5]]


def look(frozen: Runner, view: np.ndarray) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """The frozen features of a view; scores and boxes of all cells."""
    *maps, scores, boxes, towers = (x[0] for x in frozen(view))
    return dict(zip(HALF, [*maps, towers])), scores, boxes


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
        mask = np.round(255 * thing.mask).astype(np.uint8)  # kept once for all cells of the thing
        for c in sure:
            rows.append(dict(tower=towers[c].half().numpy(), box=boxes[c].numpy(), truth=thing.box.astype(np.float32), mask=mask,
                             kind=thing.kind, number=thing.number, score=float(scores[c, thing.kind])))
    return rows


def fill(out: Path, source: Source, frozen: Runner, teachers: Teachers | None, part: int, parts: int, seed: int) -> None:
    """Two views of every place, the second as another camera that stands a little beside sees it. Without teachers there are features alone, which is enough for
    masks and embeddings."""
    mine = source.pictures[part::parts]
    name, each = f"{source.name}{part}", 2 * source.places
    kinds = [kind for kind in SHAPES if kind in FEATURES or teachers is not None and (kind != "towers" or source.name in OF_DETECTOR)]
    arrays = {k: np.lib.format.open_memmap(out / f"{name}-{k}.npy", "w+", np.int16 if k in HALF else np.uint8, (each * len(mine), *SHAPES[k])) for k in kinds}
    rows: list[dict] = []
    began = time.time()
    for number, picture in enumerate(mine):
        dice = random.Random(f"{seed} {source.name} {picture.name}")
        size = picture.image.shape[:2]
        said = teachers.say(picture) if teachers is not None else None
        fits = [random_fit(size, dice, source.zoom, source.turn) for _ in range(source.places)]
        if dice.random() < source.whole:
            fits[0] = fitting(size)
        for fit, move in [pair for fit in fits for pair in ((fit, None), (fit, dice.choice(MOVES)))]:
            at, seen = len(rows), fit if move is None else moved(fit, move)
            view = warp(picture.image, seen)
            features, scores, boxes = look(frozen, view if move is None and fit is fits[0] else recolour(view, dice))
            placed = place(picture, seen)
            for k in kinds:
                if k in HALF:
                    arrays[k][at] = features[k].bfloat16().contiguous().view(torch.int16).numpy()
            if said is not None:
                arrays["target"][at], arrays["weight"][at] = targets.cells(picture, said, seen, placed, source.above)
            unknown = np.max([p.mask for p in placed if p.kind < 0] or [np.zeros(SHAPES["weight"])], axis=0) > 0.5
            rows.append(dict(source=source.name, picture=picture.scene or picture.name, same=-1 if move is None else at - 1, moved=move or (0, 0), unknown=unknown,
                             labelled=[(p.kind, p.box.astype(np.float32)) for p in placed], things=positives(placed, scores, boxes, features["towers"])))
        if number % 10 == 9:
            print(f"{name} {number + 1}/{len(mine)} {time.time() - began:.0f} s, {time.process_time():.0f} s of one processor", flush=True)
    for array in arrays.values():
        array.flush()
    (out / f"{name}.pkl").write_bytes(pickle.dumps(rows))


def make_teachers(net: GeneralNet, folder: Path, out: Path, part: int, program: Path | None) -> Teachers:
    def deeplab(name: str) -> Runner:
        return runner(Squared(TfliteNet(folder / f"deeplab_{name}.tflite")), SQUARE, SQUARE, out / f"{name}{part}.onnx", program)

    return Teachers(runner(Ade(net), HEIGHT, WIDTH, out / f"ade{part}.onnx", program), deeplab("city"), deeplab("voc"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="with coco_train, ccp_person, aerial_cars_boxes")
    parser.add_argument("--camvid", type=Path, help="given: CamVid is cached and nothing else")
    parser.add_argument("--clips", type=Path, nargs="+", help="given: things of these clips, followed by the detector, and nothing else")
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
    frozen = runner(Frozen(net), HEIGHT, WIDTH, args.out / f"frozen{'-clips' if args.clips else args.part}.onnx", args.program)
    if args.clips:
        frames = [picture for clip in args.clips[args.part::args.parts] for picture in followed(clip, frozen)]
        fill(args.out, Source("clips", frames, whole=1.0), frozen, None, args.part, 1, args.seed)
        return
    teachers = make_teachers(net, args.teachers, args.out, args.part, args.program)
    for source in sources(args.data, args.camvid):
        if (args.out / f"{source.name}{args.part}.pkl").exists():  # of a run that was stopped
            continue
        fill(args.out, source, frozen, teachers, args.part, args.parts, args.seed)


if __name__ == "__main__":
    main()
