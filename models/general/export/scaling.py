"""The scale of the picture goes into the weights of the convolution behind it: a pass over the whole picture less."""
from __future__ import annotations

import numpy as np
import onnx
from onnx import numpy_helper


def fold_scale(model: onnx.ModelProto) -> None:
    """`picture / a - b` before a convolution becomes `picture - a b`, and the convolution's weights are divided by a. Zeros of its padding stay zeros."""
    graph = model.graph
    constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    constants |= {n.output[0]: numpy_helper.to_array(n.attribute[0].t) for n in graph.node if n.op_type == "Constant" and n.attribute[0].name == "value"}
    users = lambda name: [n for n in graph.node if name in n.input]  # noqa: E731
    (divide,) = [n for n in graph.node if n.op_type == "Div" and n.input[1] in constants and constants[n.input[1]].size == 1
                 and [u.op_type for u in users(n.output[0])] == ["Sub"]]
    (subtract,) = users(divide.output[0])
    (convolution,) = users(subtract.output[0])
    scale, shift = float(constants[divide.input[1]]), float(constants[subtract.input[1]])
    weight = next(i for i in graph.initializer if i.name == convolution.input[1])
    weight.CopyFrom(numpy_helper.from_array((constants[weight.name] / scale).astype(np.float32), weight.name))
    graph.initializer.append(numpy_helper.from_array(np.float32(scale * shift), "picture_shift"))
    subtract.input[0], subtract.input[1] = divide.input[0], "picture_shift"
    graph.node.remove(divide)
