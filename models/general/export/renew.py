"""Puts other weights into an exported graph, which takes seconds where an export takes minutes on a busy machine.

    python3 -m export.renew --weights general.pt --graph keyframe.onnx --out keyframe.onnx
"""
from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper

from network.general_net import GeneralNet
from network.weights import load

PREFIX = "net."  # the network's name in the graph


def renew(model: onnx.ModelProto, net: GeneralNet) -> int:
    """How many tensors were replaced. Every weight of the network must be in the graph, in its shape."""
    weights = {PREFIX + name: value for name, value in net.state_dict().items()}
    present = {i.name: i for i in model.graph.initializer}
    missing = sorted(set(weights) - set(present))
    if not all(any(torch.equal(weights[name], weights[other]) for other in present if other in weights) for name in missing):  # equal tensors are exported once
        raise ValueError(f"the graph lacks {missing[:5]}; export it anew")
    for name, value in ((name, value) for name, value in weights.items() if name in present):
        if list(present[name].dims) != list(value.shape):
            raise ValueError(f"{name} has another shape in the graph; export it anew")
        present[name].CopyFrom(numpy_helper.from_array(value.numpy(), name))
    return len(weights) - len(missing)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--graph", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    model = onnx.load(str(args.graph))
    renew(model, load(args.weights))
    onnx.save(model, str(args.out))


if __name__ == "__main__":
    main()
