"""Rebuilds a model of this kind from its start weights, in fixed numbers of steps.

    python3 rebuild.py --data DATA/general --camvid DATA/camvid --clip vtest.avi --truth vtest-0-499-gt.txt --work work

`--data` holds coco_train, ccp_person, aerial_cars_boxes and teachers. A stage whose output exists is skipped, so a run that was stopped goes on.
"""
from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
INSTANCE_STEPS, SURFACE_STEPS, EMBEDDING_STEPS = 5000, 1200, 300


def stages(args: argparse.Namespace) -> list[tuple[Path, list[str]]]:
    """Each stage's output and the module and arguments that write it."""
    work, teachers = args.work, args.data / "teachers"
    program = ["--program", str(args.program)] if args.program else []
    start = ["--mosaic", str(teachers / "mosaic_r3_ade32.tflite"), "--yolox", str(teachers / "yolox_nano.onnx")]
    cached = ["--cache", str(work / "cache"), *start, "--seed", str(args.seed)]
    sources = ["--data", str(args.data), "--teachers", str(teachers), "--out", str(work / "cache"), *program]
    instances, surfaces, embeddings, weights = (work / f"{name}.pt" for name in ("instances", "surfaces", "embeddings", "general"))
    return [
        (work / "cache" / "above0.pkl", ["train.cache", *sources, *(["--camvid", str(args.camvid)] if args.camvid else [])]),
        (work / "cache" / "tracks0.pkl", ["train.cache", *sources, "--clip", str(args.clip), "--truth", str(args.truth)]),
        (instances, ["train.instances", *cached, "--steps", str(INSTANCE_STEPS), "--out", str(instances)]),
        (surfaces, ["train.surfaces", *cached, "--steps", str(SURFACE_STEPS), "--out", str(surfaces)]),
        (embeddings, ["train.embeddings", *cached, "--instances", str(instances), "--steps", str(EMBEDDING_STEPS), "--out", str(embeddings)]),
        (weights, ["train.assemble", *start, "--surfaces", str(surfaces), "--instances", str(instances), "--embeddings", str(embeddings), "--out", str(weights)]),
        (work / "keyframe.onnx", ["export", "--weights", str(weights), "--out", str(work / "keyframe.onnx")]),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--camvid", type=Path, help="left out: no CamVid")
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--program", type=Path, help="network/run.c, built")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    for name in ("data", "camvid", "clip", "truth", "program", "work"):  # the stages run in this folder
        setattr(args, name, getattr(args, name).resolve() if getattr(args, name) else None)
    args.work.mkdir(parents=True, exist_ok=True)
    for output, command in stages(args):
        if output.exists():
            print(f"== {output.name} exists", flush=True)
            continue
        print(f"== {shlex.join(command)}", flush=True)
        subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
