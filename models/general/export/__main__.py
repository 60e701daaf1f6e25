"""The package's graph: `keyframe.onnx` from trained weights.

    python3 -m export --weights general.pt --out keyframe.onnx
"""
from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch

from network.classes import CHANNELS, COCO
from network.general_net import EMBEDDING, PROTOTYPES, GeneralNet
from network.keyframe import DETECTIONS, OUTPUTS, KeyframeGraph
from labels.views import HEIGHT, WIDTH
from export.bytes import quantise_encoder
from export.halves import halve
from export.padding import fold_padding
from export.scaling import fold_scale
from network.weights import load


def export(net: GeneralNet, out: Path, width: int = WIDTH, height: int = HEIGHT, quantised: bool = True) -> None:
    image = torch.zeros(1, height, width, 3, dtype=torch.uint8)
    with torch.no_grad():
        torch.onnx.export(KeyframeGraph(net), image, str(out), opset_version=16, input_names=["image"], output_names=OUTPUTS)
    model = onnx.load(str(out))
    folded = fold_padding(model)
    if folded != 4:
        raise ValueError(f"{folded} paddings were folded; MOSAIC has 4 convolutions that need one")
    fold_scale(model)
    if quantised:
        quantise_encoder(model)
    halve(model)
    fix_shapes(model, height, width)
    onnx.checker.check_model(model)
    onnx.save(model, str(out))


def fix_shapes(model: onnx.ModelProto, height: int, width: int) -> None:
    """Non-maximum suppression leaves some sizes open for the exporter; they are not."""
    shapes = {"semantic": (1, len(CHANNELS), height // 4, width // 4), "prototypes": (1, PROTOTYPES, height // 4, width // 4), "scores": (1, DETECTIONS, len(COCO)), "boxes": (1, DETECTIONS, 4),
              "coefficients": (1, DETECTIONS, PROTOTYPES), "embeddings": (1, DETECTIONS, EMBEDDING)}
    for output in model.graph.output:
        dimensions = output.type.tensor_type.shape.dim
        del dimensions[:]
        for size in shapes[output.name]:
            dimensions.add().dim_value = size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--width", type=int, default=WIDTH)
    parser.add_argument("--height", type=int, default=HEIGHT)
    parser.add_argument("--floats", action="store_true", help="without bytes, to compare with")
    args = parser.parse_args()
    torch.set_num_threads(2)  # on one thread torch has no fast 1x1 convolution
    export(load(args.weights), args.out, args.width, args.height, not args.floats)


if __name__ == "__main__":
    main()
