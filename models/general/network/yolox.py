"""An ONNX file of convolutions as a trainable torch module: YOLOX-Nano, which detection starts from."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import numpy_helper
from torch import Tensor

# values in Megvii's file at strides 8, 16 and 32
PYRAMID = ["input.471", "input.531", "input.591"]
LEVELS = [dict(classes="onnx::Sigmoid_1045", box="onnx::Concat_1062", object="onnx::Sigmoid_1063", class_tower="input.631", box_tower="input.663"),
          dict(classes="onnx::Sigmoid_1087", box="onnx::Concat_1104", object="onnx::Sigmoid_1105", class_tower="input.703", box_tower="input.735"),
          dict(classes="onnx::Sigmoid_1129", box="onnx::Concat_1146", object="onnx::Sigmoid_1147", class_tower="input.775", box_tower="input.807")]


@dataclass
class Step:
    """A node: its operator, what it takes and makes, and its settings."""

    kind: str
    inputs: list[str]
    output: str
    options: dict


class YoloxGraph(nn.Module):
    """Picture [B,3,H,W] RGB 0..255, H and W multiples of 32, to the values named in `PYRAMID` and `LEVELS`, by name."""

    def __init__(self, steps: list[Step], image: str, weights: dict[str, Tensor]):
        super().__init__()
        self.steps, self.image = steps, image
        self.wanted = PYRAMID + [name for level in LEVELS for name in level.values()]
        self.weights = nn.ParameterDict({name: nn.Parameter(value) for name, value in weights.items()})

    @staticmethod
    def read(path: Path) -> YoloxGraph:
        """From Megvii's file. Its first convolution sees four neighbours of three colours each, in BGR; here it is one of 6x6 and stride 2 that sees RGB."""
        graph = onnx.load(str(path)).graph
        constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
        needed = set(PYRAMID + [name for level in LEVELS for name in level.values()])
        steps: list[Step] = []
        weights: dict[str, Tensor] = {}
        for node in reversed(graph.node):
            if not needed & set(node.output):
                continue
            needed |= set(node.input)
            steps.insert(0, Step(node.op_type, [i for i in node.input if i not in constants], node.output[0], _options(node, constants)))
            if node.op_type == "Conv":
                for kind, name in zip(("weight", "bias"), node.input[1:]):
                    weights[key(node.output[0]) + kind] = torch.from_numpy(constants[name].copy())
        first = next(step for step in steps if step.kind == "Conv")
        steps = steps[steps.index(first):]
        first.inputs, first.options = [graph.input[0].name], dict(stride=[2, 2], padding=[2, 2], groups=1)
        weights[key(first.output) + "weight"] = _unfocused(weights[key(first.output) + "weight"])
        return YoloxGraph(steps, graph.input[0].name, weights)

    def plan(self) -> dict:
        """Steps and shapes, from which `of_plan` makes the module again."""
        return {"steps": [vars(step) for step in self.steps], "image": self.image, "shapes": {k: tuple(v.shape) for k, v in self.weights.items()}}

    @staticmethod
    def of_plan(plan: dict) -> YoloxGraph:
        return YoloxGraph([Step(**step) for step in plan["steps"]], plan["image"], {k: torch.zeros(shape) for k, shape in plan["shapes"].items()})

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        values = {self.image: image}
        for step in self.steps:
            x = values[step.inputs[0]]
            if step.kind == "Conv":
                name = key(step.output)
                y = F.conv2d(x, self.weights[name + "weight"], self.weights[name + "bias"], **step.options)
            elif step.kind == "Sigmoid":
                y = torch.sigmoid(x)
            elif step.kind == "Mul":
                y = x * values[step.inputs[1]]
            elif step.kind == "Add":
                y = x + values[step.inputs[1]]
            elif step.kind == "Concat":
                y = torch.cat([values[i] for i in step.inputs], 1)
            elif step.kind == "MaxPool":
                y = F.max_pool2d(x, **step.options)
            elif step.kind == "Resize":
                y = F.interpolate(x, scale_factor=2.0, mode="nearest")
            else:
                raise ValueError(f"operator {step.kind} is not one of YOLOX's")
            values[step.output] = y
        return {name: values[name] for name in self.wanted}


def _unfocused(weight: Tensor) -> Tensor:
    """[n,12,3,3] over neighbours (upper left, lower left, upper right, lower right) of BGR as [n,3,6,6] over RGB."""
    out = weight.shape[0]
    by_place = weight.reshape(out, 2, 2, 3, 3, 3).flip(3)  # across, down, colour, then rows and columns of neighbours
    return by_place.permute(0, 3, 4, 2, 5, 1).reshape(out, 3, 6, 6).contiguous()


def key(name: str) -> str:
    return name.replace(".", "_").replace("::", "_") + "_"


def _options(node: onnx.NodeProto, constants: dict[str, np.ndarray]) -> dict:
    attributes = {a.name: list(a.ints) if a.ints else a.i for a in node.attribute}
    if node.op_type == "Conv":
        return dict(stride=attributes["strides"], padding=attributes["pads"][:2], groups=attributes["group"])
    if node.op_type == "MaxPool":
        return dict(kernel_size=attributes["kernel_shape"], stride=1, padding=attributes["pads"][:2])
    return {}
