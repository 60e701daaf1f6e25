"""PyTorch eager on the frames of a folder, with full inference on every frame, like the reference implementations: decode, resize, infer, panoptic map.

    python3 eager.py MODEL_FOLDER FRAMES_FOLDER MAPS_FOLDER

Prints its versions, then answers each input line: `run` with the milliseconds per frame, `maps` after it has written a label map
for each frame (PNG, id = R + 256 G + 65536 B).
"""
from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from onnx_graph import EagerGraph
from panoptic import merge


class Eager:
    def __init__(self, folder: Path):
        self.model = json.loads((folder / "model.json").read_text())
        self.size = (self.model["input"]["width"], self.model["input"]["height"])
        self.graph = EagerGraph(folder / self.model["graphs"]["keyframe"], torch.zeros(1, self.size[1], self.size[0], 3, dtype=torch.uint8))

    def __call__(self, jpeg: np.ndarray) -> Tensor:
        picture = cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
        small = cv2.cvtColor(cv2.resize(picture, self.size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
        return merge(self.graph(torch.from_numpy(small)[None]), self.model, picture.shape[:2])


def write(labels: Tensor, path: Path) -> None:
    ids = labels.numpy()
    cv2.imwrite(str(path), np.stack([ids >> 16 & 255, ids >> 8 & 255, ids & 255], -1).astype(np.uint8))


@torch.no_grad()
def main() -> None:
    folder, frames, maps = (Path(argument) for argument in sys.argv[1:4])
    torch.set_num_threads(os.cpu_count() or 1)
    eager = Eager(folder)
    jpegs = {path.stem: np.frombuffer(path.read_bytes(), np.uint8) for path in sorted(frames.glob("*.jpg"))}
    for jpeg in list(jpegs.values())[:3]:
        eager(jpeg)
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "opencv": cv2.__version__}), flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        for name, jpeg in jpegs.items():
            labels = eager(jpeg)
            if line.strip() == "maps":
                write(labels, maps / f"{name}.png")
        print(json.dumps({"ms": 1000 * (time.perf_counter() - start) / len(jpegs)}), flush=True)


if __name__ == "__main__":
    main()
