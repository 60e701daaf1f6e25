"""Static INT8 quantisation: convolutions outside the heads between quantise and dequantise nodes.

    python3 -m research.int8.quantise --observe keyframe.onnx work/observed.onnx
    node research/int8/ranges.js work/observed.onnx work/pictures.raw work/ranges.json
    python3 -m research.int8.quantise --ranges work/ranges.json keyframe.onnx work/keyframe-int8.onnx

Activations are uint8 with one scale a tensor, weights int8 with one scale a channel (ONNX Runtime fuses the pairs to QLinearConv).
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from export.optimise import Graph

FLOAT_HEADS = ("/net/semantic", "/net/prototypes", "/net/heat", "/net/box", "/net/coefficients", "/net/embedding")
Ranges = dict[str, list[float]]


def wanted(g: Graph, node: onnx.NodeProto, prefix: str) -> bool:
    """Whether a node is a convolution to quantise: with constant weights, outside the heads, and not an identity before a hard sigmoid."""
    return (node.op_type == "Conv" and node.input[1] in g.constants and not node.input[1].startswith("identity_")
            and not node.name.startswith(FLOAT_HEADS) and node.name.startswith(prefix))


def result(g: Graph, node: onnx.NodeProto) -> str:
    """The name of a convolution's output, or of its ReLU's if that is its only reader."""
    users = [n for n in g.graph.node if node.output[0] in n.input]
    return users[0].output[0] if len(users) == 1 and users[0].op_type == "Relu" else node.output[0]


def observe(model: onnx.ModelProto, prefix: str) -> None:
    g = Graph(model)
    names = sorted({name for n in g.graph.node if wanted(g, n, prefix) for name in (n.input[0], result(g, n))})
    for name in names:
        g.graph.node.append(helper.make_node("Identity", [name], ["observe:" + name]))
        g.graph.output.append(helper.make_tensor_value_info("observe:" + name, TensorProto.FLOAT, None))


class Quantiser:
    def __init__(self, model: onnx.ModelProto, ranges: Ranges):
        self.g, self.ranges = Graph(model), ranges
        self.nodes: list[onnx.NodeProto] = []
        self.done: dict[str, str] = {}

    def run(self, prefix: str) -> int:
        chosen = [n for n in self.g.graph.node if wanted(self.g, n, prefix)]
        outputs = {result(self.g, n) for n in chosen}
        renamed: dict[str, str] = {}
        for node in list(self.g.graph.node):
            quantised = wanted(self.g, node, prefix)
            node.input[:] = [renamed.get(i, i) for i in node.input]
            if quantised:
                self._convolution(node)
            self.nodes.append(node)
            for name in node.output:
                if name in outputs:  # every reader gets the quantised value, so that no float copy is kept
                    renamed[name] = self._pair(name)
        del self.g.graph.node[:]
        self.g.graph.node.extend(self.nodes)
        self.g.index()
        self.g.prune()
        return len(chosen)

    def _scale(self, name: str) -> tuple[float, int]:
        low, high = self.ranges[name]
        scale = max((high - low) / 255, 1e-8)
        return scale, int(np.clip(round(-low / scale), 0, 255))

    def _pair(self, name: str) -> str:
        """Adds a quantise and a dequantise node after `name`; returns the name of their result."""
        if name not in self.done:
            scale, zero = self._scale(name)
            s, z = self.g.add_constant(name + "_scale", np.float32(scale)), self.g.add_constant(name + "_zero", np.uint8(zero))
            self.nodes.append(helper.make_node("QuantizeLinear", [name, s, z], [name + "_8"], name=name + "_quantise"))
            self.nodes.append(helper.make_node("DequantizeLinear", [name + "_8", s, z], [name + "_back"], name=name + "_dequantise"))
            self.done[name] = name + "_back"
        return self.done[name]

    def _convolution(self, node: onnx.NodeProto) -> None:
        origin = node.input[0].removesuffix("_back")
        node.input[0] = self._pair(origin) if origin == node.input[0] else node.input[0]
        weight = self.g.constants[node.input[1]]
        scale = np.maximum(np.abs(weight).reshape(len(weight), -1).max(1) / 127, 1e-9).astype(np.float32)
        rounded = np.clip(np.round(weight / scale[:, None, None, None]), -127, 127).astype(np.int8)
        name = node.output[0] + "_weight"
        inputs = [self.g.add_constant(name + "_8", rounded), self.g.add_constant(name + "_scale", scale),
                  self.g.add_constant(name + "_zero", np.zeros(len(weight), np.int8))]
        self.nodes.append(helper.make_node("DequantizeLinear", inputs, [name], axis=0))
        node.input[1] = name
        if len(node.input) > 2:
            step = (scale * self._scale(origin)[0]).astype(np.float32)
            bias = np.round(self.g.constants[node.input[2]] / step).clip(-2**31 + 1, 2**31 - 1).astype(np.int32)
            inputs = [self.g.add_constant(name + "_bias_32", bias), self.g.add_constant(name + "_bias_scale", step),
                      self.g.add_constant(name + "_bias_zero", np.zeros(len(weight), np.int32))]
            self.nodes.append(helper.make_node("DequantizeLinear", inputs, [name + "_bias"], axis=0))
            node.input[2] = name + "_bias"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--observe", action="store_true")
    parser.add_argument("--ranges", type=Path)
    parser.add_argument("--prefix", default="", help="quantise only the convolutions whose names start so")
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    model = onnx.load(str(args.model))
    if args.observe:
        observe(model, args.prefix)
    else:
        print(Quantiser(model, json.loads(args.ranges.read_text())).run(args.prefix), "convolutions quantised")
    onnx.save(model, str(args.out))


if __name__ == "__main__":
    main()
