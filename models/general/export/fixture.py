"""Makes the fixture of the server's agreement test: one frame of vtest.avi and what the network says of it in PyTorch, in floats.

    python3 -m export.fixture --weights general.pt --clip vtest.avi --out ../../tests/fixtures/general

`outputs.bin` holds float32 little-endian arrays one after the other. `outputs.json` gives the name, shape, offset in bytes and `step` of
each: maps are kept at every step-th row and column, detections up to the first score below 0.05. It runs on the CPU, as the tests do.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

from labels.views import fitting, warp
from network.keyframe import OUTPUTS, KeyframeGraph
from network.weights import load

FRAME, STEP, MIN_SCORE = 40, 6, 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)

    clip = cv2.VideoCapture(str(args.clip))
    clip.set(cv2.CAP_PROP_POS_FRAMES, FRAME)
    frame = clip.read()[1][..., ::-1]
    image = warp(frame, fitting(frame.shape[:2]))
    cv2.imwrite(str(args.out / "image.png"), image[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])
    with torch.no_grad():
        outputs = dict(zip(OUTPUTS, KeyframeGraph(load(args.weights))(torch.from_numpy(image)[None])))
    count = int((outputs["scores"].amax(-1) >= MIN_SCORE).sum())
    described, data = [], b""
    for name, value in outputs.items():
        kept = value[..., ::STEP, ::STEP] if value.dim() == 4 else value[:, :count]
        array = np.ascontiguousarray(kept.numpy(), dtype="<f4")
        described.append({"name": name, "shape": list(array.shape), "step": STEP if value.dim() == 4 else 1, "offset": len(data)})
        data += array.tobytes()
    (args.out / "outputs.bin").write_bytes(data)
    note = f"vtest.avi frame {FRAME} (OpenCV's samples, Apache-2.0), letterboxed to 512x384; outputs of the PyTorch network of models/general, in floats"
    (args.out / "outputs.json").write_text(json.dumps({"description": note, "image": "image.png", "outputs": described}, indent=1) + "\n")


if __name__ == "__main__":
    main()
