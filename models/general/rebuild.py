"""Rebuilds the shipped weights from their start weights, in fixed numbers of steps.

    python3 rebuild.py --data DATA/general --work work
    python3 rebuild.py --data DATA/general --camvid DATA/camvid --work work         (general-camvid.pt: surfaces have seen CamVid as well)

`--data` holds coco_train, ccp_person, aerial_cars_boxes, clips and teachers. Runs that need nothing of each other go at once. A run whose output exists is skipped, so
what was stopped goes on.
"""
from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
INSTANCE_STEPS, SURFACE_STEPS, DETECTOR_STEPS, EMBEDDING_STEPS = 5000, 800, 300, 200


@dataclass
class Run:
    """A module with its arguments, and what it writes last."""

    output: Path
    command: list[str]


def stages(args: argparse.Namespace) -> list[list[Run]]:
    """Each stage's runs go at once."""
    work, teachers = args.work, args.data / "teachers"
    suffix = "-camvid" if args.camvid else ""
    cache, weights, graph = work / "cache", work / f"general{suffix}.pt", work / f"keyframe{suffix}.onnx"
    start = ["--mosaic", str(teachers / "mosaic_r3_ade32.tflite"), "--yolox", str(teachers / "yolox_nano.onnx")]

    def cached(part: int, parts: int, last: str, *only: str) -> Run:
        command = ["train.cache", "--data", str(args.data), "--teachers", str(teachers), "--out", str(cache), "--part", str(part), "--parts", str(parts), *only]
        return Run(cache / f"{last}{part}.pkl", [*command, "--seed", str(args.seed), *(["--program", str(args.program)] if args.program else [])])

    def trained(name: str, steps: int, *more: str, out: str | None = None) -> Run:
        command = [f"train.{name}", "--cache", str(cache), *start, "--steps", str(steps), "--seed", str(args.seed), *more]
        return Run(work / f"{out or name}.pt", [*command, "--out", str(work / f"{out or name}.pt")])

    def made(name: str, file: str | None = None) -> list[str]:
        return [f"--{name}", str(work / f"{file or name}.pt")]

    clips = ["--clips", *(str(clip) for clip in sorted((args.data / "clips").glob("*.mp4")))]
    surfaces = f"surfaces{suffix}"
    seen = ["--sources", "coco", "people", "above", "camvid"] if args.camvid else []
    return [
        [*(cached(part, args.parts, "people") for part in range(args.parts)), cached(0, 1, "clips", *clips)],
        [cached(part, args.parts, "camvid", "--camvid", str(args.camvid)) for part in range(args.parts) if args.camvid],
        [trained("instances", INSTANCE_STEPS), trained("surfaces", SURFACE_STEPS, *seen, out=surfaces), trained("detector", DETECTOR_STEPS)],
        [trained("embeddings", EMBEDDING_STEPS, *made("instances"))],
        [Run(weights, ["train.assemble", *start, *made("surfaces", surfaces), *made("instances"), *made("detector"), *made("embeddings"), "--out", str(weights)])],
        [Run(graph, ["export", "--weights", str(weights), "--out", str(graph)])],
    ]


def go(stage: list[Run]) -> None:
    """All of a stage's runs that have not been made; the first that fails is an error."""
    missing = [run for run in stage if not run.output.exists()]
    for run in missing:
        print(f"== {shlex.join(run.command)}", flush=True)
    for run, process in [(run, subprocess.Popen([sys.executable, "-m", *run.command], cwd=ROOT)) for run in missing]:
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, run.command)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--camvid", type=Path, help="given: surfaces see CamVid too, which is for research, and names end in -camvid")
    parser.add_argument("--program", type=Path, help="network/run.c, built")
    parser.add_argument("--parts", type=int, default=3, help="processes that fill the cache")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    for name in ("data", "camvid", "program", "work"):  # the runs go in this folder
        setattr(args, name, getattr(args, name).resolve() if getattr(args, name) else None)
    args.work.mkdir(parents=True, exist_ok=True)
    for stage in stages(args):
        go(stage)


if __name__ == "__main__":
    main()
