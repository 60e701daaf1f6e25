"""The agreement fixture of the tests: one frame of vtest.avi and what PyTorch says of it.

    python3 fixture.py --coco centernet.json --weights ../street.pt --clip vtest.avi --out ../../../tests/fixtures/street

`outputs.bin` holds float32 little-endian arrays one after the other; `outputs.json` names them, with shape, offset in bytes and
`step`: maps are kept at every step-th row and column, detections up to the first score below 0.05.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

from clips import read_frames, stretch
from export import OUTPUTS, KeyframeGraph
from network import load

FRAME, STEP, LEAST_SCORE = 40, 4, 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    image = stretch(read_frames(args.clip, FRAME, FRAME + 1)[0])
    cv2.imwrite(str(args.out / "image.png"), image[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])
    with torch.no_grad():
        outputs = dict(zip(OUTPUTS, KeyframeGraph(load(args.coco, args.weights))(torch.from_numpy(image)[None])))
    count = int((outputs["scores"].amax(-1) >= LEAST_SCORE).sum())
    described, data = [], b""
    for name, value in outputs.items():
        kept = value[..., ::STEP, ::STEP] if value.dim() == 4 else value[:, :count]
        array = np.ascontiguousarray(kept.numpy(), dtype="<f4")
        described.append({"name": name, "shape": list(array.shape), "step": STEP if value.dim() == 4 else 1, "offset": len(data)})
        data += array.tobytes()
    (args.out / "outputs.bin").write_bytes(data)
    note = f"vtest.avi frame {FRAME} (OpenCV's samples, Apache-2.0), stretched to 480x352; outputs of the PyTorch network of models/street"
    (args.out / "outputs.json").write_text(json.dumps({"description": note, "image": "image.png", "outputs": described}, indent=1) + "\n")


if __name__ == "__main__":
    main()
