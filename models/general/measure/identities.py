"""How well embeddings tell people apart: in a clip with identities, is the nearest embedding some frames later the same person's?

    python3 -m measure.identities --weights general.pt --clip vtest.avi --truth vtest-0-499-gt.txt
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from labels import pictures
from labels.views import fitting, place, warp
from measure.things import add_runner, make_runner
from network.runner import Runner
from train.cache import overlap

EVERY, LEAST_OVERLAP, LEAST_SCORE = 10, 0.5, 0.3


def people(run: Runner, frame: pictures.Picture) -> dict[int, np.ndarray]:
    """Embeddings by identity, of what was found."""
    fit = fitting(frame.image.shape[:2])
    _, _, scores, boxes, _, embeddings = (o[0] for o in run(warp(frame.image, fit)))
    placed = place(frame, fit)
    sure = torch.where(scores[:, 0] >= LEAST_SCORE)[0]
    if not len(sure) or not placed:
        return {}
    table = overlap(boxes[sure], torch.from_numpy(np.stack([p.box for p in placed])).float())
    return {p.number: embeddings[sure[table[:, i].argmax()]].numpy() for i, p in enumerate(placed) if table[:, i].max() > LEAST_OVERLAP}


def first_hits(before: dict[int, np.ndarray], after: dict[int, np.ndarray]) -> list[bool]:
    """For everyone who is in both frames, whether the nearest of `after` is the same."""
    names = list(after)
    return [names[int(np.argmax([embedding @ after[name] for name in names]))] == who for who, embedding in before.items() if who in after and len(names) > 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_runner(parser)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--truth", type=Path, required=True)
    args = parser.parse_args()
    run = make_runner(args)
    frames = [people(run, frame) for frame in pictures.tracked(args.clip, args.truth, 500, EVERY)]
    result = {}
    for gap in (2, 5, 10):
        hits = [hit for before, after in zip(frames, frames[gap:]) for hit in first_hits(before, after)]
        result[f"{gap * EVERY} frames later"] = {"right": round(float(np.mean(hits)), 3), "of": len(hits)}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
