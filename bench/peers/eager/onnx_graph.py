"""An ONNX graph in PyTorch's eager mode: one torch call per node, like the reference implementations.

What depends on no input but on shapes is worked out once, when the graph is loaded; batch norms are folded in the file already.
Both are in favour of this peer.
"""
from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import Tensor

Attributes = dict[str, Any]
TYPES = {onnx.TensorProto.FLOAT: torch.float32, onnx.TensorProto.INT64: torch.int64, onnx.TensorProto.INT32: torch.int32,
         onnx.TensorProto.BOOL: torch.bool, onnx.TensorProto.UINT8: torch.uint8}


def convolution(x: Tensor, weight: Tensor, bias: Tensor | None = None, *, a: Attributes) -> Tensor:
    top, left, bottom, right = a.get("pads", [0, 0, 0, 0])
    padding = [top, left]
    if (top, left) != (bottom, right):
        x, padding = F.pad(x, (left, right, top, bottom)), [0, 0]
    return F.conv2d(x, weight, bias, a.get("strides", [1, 1]), padding, a.get("dilations", [1, 1]), a.get("group", 1))


def max_pool(x: Tensor, *, a: Attributes) -> Tensor:
    return F.max_pool2d(x, a["kernel_shape"], a.get("strides", [1, 1]), a.get("pads", [0, 0, 0, 0])[:2])


def resize(x: Tensor, _roi: Tensor | None = None, scales: Tensor | None = None, sizes: Tensor | None = None, *, a: Attributes) -> Tensor:
    size = [int(s) for s in sizes[2:]] if sizes is not None and sizes.numel() else [round(n * float(s)) for n, s in zip(x.shape[2:], scales[2:])]
    if a.get("mode", "nearest") == "nearest":
        return F.interpolate(x, size=size, mode="nearest")
    return F.interpolate(x, size=size, mode="bilinear", align_corners=a.get("coordinate_transformation_mode") == "align_corners")


def slice_(x: Tensor, starts: Tensor, ends: Tensor, axes: Tensor | None = None, steps: Tensor | None = None, *, a: Attributes) -> Tensor:
    for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist())):
        axis = int(axes[i]) if axes is not None else i
        chosen = range(x.shape[axis])[start:end:int(steps[i]) if steps is not None else 1]
        # PyTorch does not support negative slice steps.
        x = x.narrow(axis, chosen.start, len(chosen)) if chosen.step == 1 else x.index_select(axis, torch.tensor(list(chosen)))
    return x


def pad(x: Tensor, pads: Tensor, value: Tensor | None = None, _axes: Tensor | None = None, *, a: Attributes) -> Tensor:
    n = x.dim()
    amounts = [int(pads[side * n + axis]) for axis in reversed(range(n)) for side in (0, 1)]
    return F.pad(x, amounts, value=float(value) if value is not None and value.numel() else 0.0)


def gather(x: Tensor, indices: Tensor, *, a: Attributes) -> Tensor:
    axis = a.get("axis", 0) % x.dim()
    found = x.index_select(axis, (indices % x.shape[axis]).reshape(-1))
    return found.reshape([*x.shape[:axis], *indices.shape, *x.shape[axis + 1:]])


def top_k(x: Tensor, k: Tensor, *, a: Attributes) -> tuple[Tensor, Tensor]:
    return tuple(x.topk(int(k), dim=a.get("axis", -1), largest=bool(a.get("largest", 1))))


def divide(x: Tensor, y: Tensor, *, a: Attributes) -> Tensor:
    return torch.div(x, y) if x.is_floating_point() else torch.div(x, y, rounding_mode="trunc")


def reshape(x: Tensor, shape: Tensor, *, a: Attributes) -> Tensor:
    return x.reshape([x.shape[i] if n == 0 else n for i, n in enumerate(shape.tolist())])


def unsqueeze(x: Tensor, axes: Tensor, *, a: Attributes) -> Tensor:
    for axis in sorted(axes.tolist()):
        x = x.unsqueeze(axis)
    return x


def squeeze(x: Tensor, axes: Tensor, *, a: Attributes) -> Tensor:
    for axis in sorted(axes.tolist(), reverse=True):
        x = x.squeeze(axis)
    return x


def reduce_axes(axes: Tensor | None, a: Attributes, x: Tensor) -> list[int]:
    return a["axes"] if "axes" in a else axes.tolist() if axes is not None else list(range(x.dim()))


def clip(x: Tensor, low: Tensor | None = None, high: Tensor | None = None, *, a: Attributes) -> Tensor:
    return torch.clamp(x, None if low is None else float(low), None if high is None else float(high))


def gemm(x: Tensor, y: Tensor, z: Tensor | None = None, *, a: Attributes) -> Tensor:
    x, y = x.t() if a.get("transA") else x, y.t() if a.get("transB") else y
    return a.get("alpha", 1.0) * (x @ y) if z is None else torch.addmm(z, x, y, beta=a.get("beta", 1.0), alpha=a.get("alpha", 1.0))


def keep(a: Attributes) -> bool:
    return bool(a.get("keepdims", 1))


OPERATIONS: dict[str, Callable[..., Any]] = {
    "Conv": convolution, "MaxPool": max_pool, "Resize": resize, "Slice": slice_, "Pad": pad, "Gather": gather, "TopK": top_k, "Div": divide,
    "Reshape": reshape, "Unsqueeze": unsqueeze, "Squeeze": squeeze, "Clip": clip, "Gemm": gemm,
    "Mul": lambda x, y, a: x * y, "Add": lambda x, y, a: x + y, "Sub": lambda x, y, a: x - y, "MatMul": lambda x, y, a: x @ y,
    "Relu": lambda x, a: F.relu(x), "Sigmoid": lambda x, a: torch.sigmoid(x), "Sqrt": lambda x, a: torch.sqrt(x), "Exp": lambda x, a: torch.exp(x),
    "HardSigmoid": lambda x, a: torch.clamp(a.get("alpha", 0.2) * x + a.get("beta", 0.5), 0, 1), "HardSwish": lambda x, a: F.hardswish(x),
    "Concat": lambda *x, a: torch.cat(x, a["axis"]), "Transpose": lambda x, a: x.permute(a["perm"]), "Identity": lambda x, a: x,
    "Cast": lambda x, a: x.to(TYPES[a["to"]]), "Shape": lambda x, a: torch.tensor(x.shape), "Mod": lambda x, y, a: torch.remainder(x, y),
    "Equal": lambda x, y, a: x == y, "Less": lambda x, y, a: x < y, "Greater": lambda x, y, a: x > y, "Not": lambda x, a: ~x,
    "And": lambda x, y, a: x & y, "Or": lambda x, y, a: x | y, "Xor": lambda x, y, a: x ^ y, "Where": lambda c, x, y, a: torch.where(c, x, y),
    "ReduceMean": lambda x, axes=None, *, a: x.mean(reduce_axes(axes, a, x), keepdim=keep(a)),
    "ReduceSum": lambda x, axes=None, *, a: x.sum(reduce_axes(axes, a, x), keepdim=keep(a)),
    "ReduceL2": lambda x, axes=None, *, a: torch.linalg.vector_norm(x, dim=reduce_axes(axes, a, x), keepdim=keep(a)),
    "GlobalAveragePool": lambda x, a: x.mean((2, 3), keepdim=True), "Softmax": lambda x, a: torch.softmax(x, a.get("axis", -1)),
    "Flatten": lambda x, a: x.flatten(a.get("axis", 1)), "Expand": lambda x, shape, a: x * torch.ones(shape.tolist(), dtype=x.dtype),
    "ConstantOfShape": lambda shape, a: torch.full(shape.tolist(), a.get("value", torch.zeros(1)).item(), dtype=a.get("value", torch.zeros(1)).dtype),
    "Constant": lambda a: a["value"],
}


class EagerGraph:
    """Maps the graph's only input to its outputs by name."""

    def __init__(self, path: Path, example: Tensor):
        model = onnx.load(str(path))
        self.input, self.outputs = model.graph.input[0].name, [output.name for output in model.graph.output]
        known = {tensor.name: to_torch(numpy_helper.to_array(tensor)) for tensor in model.graph.initializer}
        unknown = {node.op_type for node in model.graph.node} - OPERATIONS.keys()
        if unknown:
            raise NotImplementedError(f"{path} has {', '.join(sorted(unknown))}, which this interpreter does not support")

        # Values that do not depend on the example's pixels are constants, as the input shape is fixed.
        values, varying = {**known, self.input: example}, {self.input}
        self.steps: list[tuple[Callable[..., Any], list[str], list[str], Attributes]] = []
        for node in model.graph.node:
            inputs, attributes = list(node.input), {item.name: attribute(item) for item in node.attribute}
            step = (OPERATIONS[node.op_type], inputs, list(node.output), attributes)
            run(step, values)
            if node.op_type != "Shape" and varying.intersection(inputs):
                varying.update(node.output)
                self.steps.append(step)
        self.constants = {name: value for name, value in values.items() if name not in varying}

    def __call__(self, x: Tensor) -> dict[str, Tensor]:
        values = {**self.constants, self.input: x}
        for step in self.steps:
            run(step, values)
        return {name: values[name] for name in self.outputs}


def run(step: tuple[Callable[..., Any], list[str], list[str], Attributes], values: dict[str, Tensor]) -> None:
    operation, inputs, outputs, attributes = step
    result = operation(*[values[name] if name else None for name in inputs], a=attributes)
    values.update(zip(outputs, result if isinstance(result, tuple) else (result,)))


def attribute(item: onnx.AttributeProto) -> Any:
    value = onnx.helper.get_attribute_value(item)
    if isinstance(value, onnx.TensorProto):
        return to_torch(numpy_helper.to_array(value))
    return value.decode() if isinstance(value, bytes) else list(value) if item.ints or item.floats else value


def to_torch(array: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(array))
