"""The deep half of MOSAIC's encoder in bytes: its weights are those that were trained as bytes, its maps are rounded by the ranges it was trained with."""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

from export.ranges import LAYERS
from network.mosaic import BLOCKS

RANGES = Path(__file__).parent / "ranges.json"
FIRST = 6  # blocks at stride 16; what is before them is as fast in floats


class ByteLayers:
    """Puts QuantizeLinear and DequantizeLinear around layers of a graph, which ONNX Runtime then runs in bytes."""

    def __init__(self, model: onnx.ModelProto):
        self.graph = model.graph
        self.weights = {i.name: i for i in self.graph.initializer}
        self.steps: dict[str, tuple[float, int]] = {}  # of maps by the name they had in floats
        self.nodes = list(self.graph.node)

    def quantise(self, value: str, step: tuple[float, int]) -> None:
        """`value` is rounded to bytes where it is made; whoever reads it gets it from the bytes."""
        maker = next(i for i, node in enumerate(self.nodes) if value in node.output)
        readers = [node for node in self.nodes if value in node.input]
        self.steps[value] = step
        scale, zero = self._constant(f"{value}_step", np.float32(step[0])), self._constant(f"{value}_zero", np.uint8(step[1]))
        self.nodes.insert(maker + 1, helper.make_node("QuantizeLinear", [value, scale, zero], [f"{value}_bytes"], name=f"{value}_bytes"))
        for number, node in enumerate(readers):  # each reader has its own, or ONNX Runtime would not see them as one layer
            read = f"{value}_from_bytes_{number}"
            self.nodes.insert(self._index(node), helper.make_node("DequantizeLinear", [f"{value}_bytes", scale, zero], [read], name=read))
            for i, name in enumerate(node.input):
                if name == value:
                    node.input[i] = read

    def convolution(self, name: str, output: str, step: tuple[float, int]) -> None:
        """The convolution's weights, its bias and what it makes. Its input must be in bytes already. A ReLU behind it is the range's lower end."""
        node = next(n for n in self.nodes if n.name == name)
        source = next(n for n in self.nodes if node.input[0] in n.output).input[0].removesuffix("_bytes")
        if output != node.output[0]:
            relu = next(n for n in self.nodes if output in n.output)
            if relu.op_type != "Relu" or step[1] != 0:
                raise ValueError(f"{relu.op_type} behind {name} is not in the range of its bytes")
            self.nodes.remove(relu)
            node.output[0] = output
        weight, scale, zero = as_bytes(numpy_helper.to_array(self.weights[node.input[1]]))
        bias = numpy_helper.to_array(self.weights[node.input[2]])
        bias_scale = (np.float32(self.steps[source][0]) * scale).astype(np.float32)
        for i, values, steps, zeros in ((1, weight, scale, zero), (2, np.round(bias / bias_scale).astype(np.int32), bias_scale, np.zeros_like(zero, np.int32))):
            inputs = [self._constant(f"{node.input[i]}_bytes", values), self._constant(f"{node.input[i]}_step", steps), self._constant(f"{node.input[i]}_zero", zeros)]
            old, node.input[i] = node.input[i], f"{node.input[i]}_from_bytes"
            self.nodes.insert(self._index(node), helper.make_node("DequantizeLinear", inputs, [node.input[i]], name=node.input[i], axis=0))
            self.graph.initializer.remove(self.weights.pop(old))
        self.quantise(output, step)

    def finish(self) -> None:
        del self.graph.node[:]
        self.graph.node.extend(self.nodes)

    def _index(self, node: onnx.NodeProto) -> int:
        return next(i for i, n in enumerate(self.nodes) if n is node)

    def _constant(self, name: str, value: np.ndarray) -> str:
        self.graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))
        return name


def as_bytes(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Signed bytes, step and zero point. Weights that are bytes with one step, as MLPerf's are, stay exactly these; others get a step for each channel."""
    values = np.unique(weight)
    if 2 <= len(values) <= 256:
        step = _step(values)
        first = float(values[0]) / step
        whole = np.round(weight / step)
        if whole.max() - whole.min() <= 255 and np.abs(whole * step - weight).max() <= 1e-3 * np.abs(weight).max():
            zero = min(max(-128 - round(first), 127 - int(whole.max())), 127) if whole.min() < -128 or whole.max() > 127 else 0
            return (whole + zero).astype(np.int8), np.float32(step), np.int8(zero)
    scale = np.maximum(np.abs(weight.reshape(len(weight), -1)).max(1), 1e-9) / 127
    return np.round(weight / scale.reshape(-1, *[1] * (weight.ndim - 1))).astype(np.int8), scale.astype(np.float32), np.zeros(len(weight), np.int8)


def _step(values: np.ndarray) -> float:
    """The step of values that are whole multiples of one, but for what half precision rounded. It rounds small values least, so these are fitted first."""
    values = values[np.argsort(np.abs(values))]
    step = float(np.median(np.diff(np.sort(values[:9]))))
    for count in (9, 17, 33, 65, 129, 257):
        whole = np.round(values[:count] / step)
        step = float((values[:count] * whole).sum() / max((whole * whole).sum(), 1))
    return step


def quantise_encoder(model: onnx.ModelProto, first: int = FIRST) -> None:
    """Blocks `first` to the last."""
    steps = {name: tuple(step) for name, step in json.loads(RANGES.read_text()).items()}
    made = {name: value for name, value in _values(model).items() if int(name.split(".")[1]) >= first}
    layers = ByteLayers(model)
    source = next(n for n in layers.nodes if n.name == f"/blocks.{first}/expand/Conv").input[0]
    layers.quantise(source, steps.get(f"blocks.{first - 1}.sum", steps[f"blocks.{first - 1}.project"]))
    for name, value in made.items():
        if name.endswith("sum"):
            layers.quantise(value, steps[name])
        else:
            layers.convolution(f"/{name.replace('.', '/', 2).replace('/', '.', 1)}/Conv", value, steps[name])
    layers.finish()


def _values(model: onnx.ModelProto) -> dict[str, str]:
    """What every layer and sum of the encoder makes, in order."""
    nodes = {n.name: n for n in model.graph.node}
    made = {}
    for number, block in enumerate(BLOCKS):
        for layer in LAYERS:
            place = f"/blocks.{number}/{layer}"
            made[f"blocks.{number}.{layer}"] = nodes.get(f"{place}/Relu", nodes[f"{place}/Conv"]).output[0]
        if block[5]:
            made[f"blocks.{number}.sum"] = nodes[f"/blocks.{number}/Add"].output[0]
    return made
