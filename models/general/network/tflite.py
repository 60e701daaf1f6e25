"""Reads a TFLite file without TensorFlow: its operators in order, and its constants as floats. What the start weights and teachers come in."""
from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

KINDS = {0: "add", 1: "average pool", 2: "concat", 3: "conv", 4: "depthwise", 23: "resize", 45: "slice", 56: "argmax", 69: "tile", 114: "quantise"}
NUMPY = {0: np.float32, 2: np.int32, 3: np.uint8, 4: np.int64, 9: np.int8}


class FlatBuffer:
    """Tables, fields and vectors of a flatbuffer, by position."""

    def __init__(self, data: bytes):
        self.data = data

    def number(self, form: str, at: int) -> int:
        return struct.unpack_from("<" + form, self.data, at)[0]

    def field(self, table: int, index: int) -> int:
        """Where the field lies; 0: the table leaves it out."""
        layout = table - self.number("i", table)
        offset = 4 + 2 * index
        shift = self.number("H", layout + offset) if offset < self.number("H", layout) else 0
        return table + shift if shift else 0

    def value(self, table: int, index: int, form: str = "i", default: int = 0) -> int:
        at = self.field(table, index) if table else 0
        return self.number(form, at) if at else default

    def table(self, table: int, index: int) -> int:
        at = self.field(table, index)
        return at + self.number("I", at) if at else 0

    def vector(self, table: int, index: int) -> tuple[int, int]:
        """Position of the first element, and how many there are."""
        at = self.field(table, index)
        if not at:
            return 0, 0
        start = at + self.number("I", at)
        return start + 4, self.number("I", start)

    def tables(self, table: int, index: int) -> list[int]:
        start, count = self.vector(table, index)
        return [start + 4 * i + self.number("I", start + 4 * i) for i in range(count)]

    def array(self, table: int, index: int, kind: type) -> np.ndarray:
        start, count = self.vector(table, index)
        return np.frombuffer(self.data, kind, count, start) if start else np.zeros(0, kind)


@dataclass
class Operator:
    """One step of the graph, with what of its options is needed."""

    kind: str
    inputs: list[int]
    output: int
    stride: int = 1
    dilation: int = 1
    activation: int = 0  # 1: ReLU, 3: ReLU6
    output_shape: tuple[int, ...] = ()


class TfliteFile:
    """`operators` in order, `constants` and `steps` (step and zero point of a map of bytes) by tensor number, and the number of the input."""

    def __init__(self, path: Path):
        buffer = FlatBuffer(Path(path).read_bytes())
        model = buffer.number("I", 0)
        codes = [max(buffer.value(t, 0, "b"), buffer.value(t, 3)) for t in buffer.tables(model, 1)]
        buffers = buffer.tables(model, 4)
        graph = buffer.tables(model, 2)[0]
        tensors = buffer.tables(graph, 0)
        self.constants: dict[int, np.ndarray] = {}
        self.steps: dict[int, tuple[float, int]] = {}
        for number, tensor in enumerate(tensors):
            quantisation = buffer.table(tensor, 4)
            step, zero = (buffer.array(quantisation, field, kind) if quantisation else [] for field, kind in ((2, np.float32), (3, np.int64)))
            if len(step) == 1 and len(zero) == 1:
                self.steps[number] = float(step[0]), int(zero[0])
            raw = buffer.array(buffers[buffer.value(tensor, 2, "I")], 0, np.uint8)
            if len(raw):
                self.constants[number] = _dequantise(buffer, tensor, raw)
        self.input = int(buffer.array(graph, 1, np.int32)[0])
        self.operators = [_operator(buffer, t, codes, tensors) for t in buffer.tables(graph, 3)]

    def convolutions(self) -> list[tuple[Tensor, Tensor]]:
        """Weight [out,in,h,w] (depthwise: [channels,1,h,w]) and bias of every convolution, in order."""
        found = []
        for operator in self.operators:
            if operator.kind in ("conv", "depthwise"):
                weight = torch.from_numpy(self.constants[operator.inputs[1]].copy())
                weight = weight.permute(0, 3, 1, 2) if operator.kind == "conv" else weight.permute(3, 0, 1, 2)
                found.append((weight.contiguous(), torch.from_numpy(self.constants[operator.inputs[2]].copy())))
        return found


def _dequantise(buffer: FlatBuffer, tensor: int, raw: np.ndarray) -> np.ndarray:
    shape = buffer.array(tensor, 0, np.int32)
    values = np.frombuffer(raw.tobytes(), NUMPY[buffer.value(tensor, 1, "b")]).reshape(shape)
    quantisation = buffer.table(tensor, 4)
    scale = buffer.array(quantisation, 2, np.float32) if quantisation else np.zeros(0)
    if not len(scale):
        return values
    zero = buffer.array(quantisation, 3, np.int64) if buffer.field(quantisation, 3) else np.zeros(len(scale))
    if len(scale) > 1:
        along = [1] * values.ndim
        along[buffer.value(quantisation, 6)] = -1
        scale, zero = scale.reshape(along), zero.reshape(along)
    return ((values.astype(np.float64) - zero) * scale).astype(np.float32)


def _operator(buffer: FlatBuffer, table: int, codes: list[int], tensors: list[int]) -> Operator:
    code = codes[buffer.value(table, 0, "I")]
    inputs = buffer.array(table, 1, np.int32).tolist()
    output = int(buffer.array(table, 2, np.int32)[0])
    options = buffer.table(table, 4)
    shape = tuple(buffer.array(tensors[output], 0, np.int32).tolist())
    kind = KINDS.get(code, str(code))
    made = Operator(kind, inputs, output, output_shape=shape)
    if kind == "conv":
        made.stride, made.activation, made.dilation = buffer.value(options, 1), buffer.value(options, 3, "b"), buffer.value(options, 5, default=1)
    elif kind == "depthwise":
        made.stride, made.activation, made.dilation = buffer.value(options, 1), buffer.value(options, 4, "b"), buffer.value(options, 6, default=1)
    return made


class TfliteNet(nn.Module):
    """A DeepLab file as it stands, in float: picture [B,3,513,513] of -1..1 to the logits before they are enlarged, [B,C,33,33]."""

    def __init__(self, path: Path):
        super().__init__()
        file = TfliteFile(path)
        last = max(i for i, operator in enumerate(file.operators) if operator.kind in ("conv", "depthwise"))
        self.operators, self.input = file.operators[:last + 1], file.input
        self.weights = nn.ParameterList(p for pair in file.convolutions() for p in pair)
        self.requires_grad_(False)

    def forward(self, image: Tensor) -> Tensor:
        values, taken = {self.input: image}, 0
        for op in self.operators:
            x = values[op.inputs[0]]
            if op.kind in ("conv", "depthwise"):
                y = same_convolution(x, self.weights[taken], self.weights[taken + 1], op.stride, op.dilation, x.shape[1] if op.kind == "depthwise" else 1)
                taken += 2
                y = F.relu(y) if op.activation == 1 else y.clamp(0, 6) if op.activation == 3 else y
            elif op.kind == "add":
                y = x + values[op.inputs[1]]
            elif op.kind == "concat":
                y = torch.cat([values[i] for i in op.inputs], 1)
            elif op.kind == "average pool":
                y = x.mean((2, 3), keepdim=True)
            elif op.kind in ("resize", "tile"):
                y = F.interpolate(x, size=op.output_shape[1:3], mode="bilinear", align_corners=True)
            elif op.kind == "quantise":
                y = x
            else:
                raise ValueError(f"operator {op.kind} is not one of a DeepLab file's")
            values[op.output] = y
        return values[self.operators[-1].output]


def same_convolution(x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, dilation: int, groups: int) -> Tensor:
    """TensorFlow's SAME padding: what is odd goes to the bottom and right."""
    pads: list[int] = []
    for size, kernel in ((int(x.shape[3]), weight.shape[3]), (int(x.shape[2]), weight.shape[2])):  # numbers, not traced: the exported graph has one size
        whole = max((-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
        pads += [whole // 2, whole - whole // 2]
    if pads[0] == pads[1] and pads[2] == pads[3]:
        return F.conv2d(x, weight, bias, stride, (pads[2], pads[0]), dilation, groups)
    return F.conv2d(F.pad(x, pads), weight, bias, stride, 0, dilation, groups)
