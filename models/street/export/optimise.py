"""Rewrites of the exported graph that ONNX Runtime does not do itself. They do not change its results.

The CPU convolutions of ONNX Runtime work on a blocked channel layout. Every operation between them that supports the plain layout only
costs two copies of the whole tensor. So padding goes into the convolutions, and hard swish is expressed by operations that support the
blocked layout.
"""
from __future__ import annotations

import numpy as np
import onnx
from onnx import GraphProto, ModelProto, NodeProto, helper, numpy_helper


class Graph:
    """A model's graph with its nodes by output and its constants by name."""

    def __init__(self, model: ModelProto):
        self.graph: GraphProto = model.graph
        self.constants = {i.name: numpy_helper.to_array(i) for i in self.graph.initializer}
        for node in self.graph.node:
            if node.op_type == "Constant":
                self.constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
        self.index()

    def index(self) -> None:
        """Maps each value to the node that produces it, and counts its readers; call it after the nodes changed."""
        self.by_output = {o: n for n in self.graph.node for o in n.output}
        self.users: dict[str, int] = {}
        for node in self.graph.node:
            for name in node.input:
                self.users[name] = self.users.get(name, 0) + 1
        for output in self.graph.output:
            self.users[output.name] = self.users.get(output.name, 0) + 1

    def source(self, name: str, op: str) -> NodeProto | None:
        """The node that produces a value, if it is of this operation."""
        node = self.by_output.get(name)
        return node if node is not None and node.op_type == op else None

    def scalar(self, name: str) -> float | None:
        """The number of a constant with one element, else None."""
        value = self.constants.get(name)
        return float(value.reshape(-1)[0]) if value is not None and value.size == 1 else None

    def split(self, node: NodeProto) -> tuple[str, float] | None:
        """The name of the other input and the number, for a node that has a constant number as one of two inputs."""
        for a, b in (node.input, reversed(node.input)):
            number = self.scalar(b)
            if number is not None:
                return a, number
        return None

    def add_constant(self, name: str, value: np.ndarray) -> str:
        """Adds an initializer; returns its name."""
        self.graph.initializer.append(numpy_helper.from_array(value, name))
        self.constants[name] = value
        return name

    def prune(self) -> None:
        """Removes nodes and initializers that no output depends on."""
        needed, stack = set(), [o.name for o in self.graph.output]
        while stack:
            name = stack.pop()
            if name not in needed:
                needed.add(name)
                node = self.by_output.get(name)
                stack.extend(node.input if node is not None else [])
        nodes = [n for n in self.graph.node if any(o in needed for o in n.output)]
        initializers = [i for i in self.graph.initializer if i.name in needed]
        del self.graph.node[:], self.graph.initializer[:]
        self.graph.node.extend(nodes)
        self.graph.initializer.extend(initializers)


def fold_padding(g: Graph) -> int:
    """Moves padding into the convolution after it; returns how often.

    It is TensorFlow's SAME padding of a stride-2 convolution on an even size: k - 2 pixels, the odd one at the bottom and right.
    """
    count = 0
    for conv in g.graph.node:
        pad = g.source(conv.input[0], "Pad") if conv.op_type == "Conv" else None
        if pad is None:
            continue
        attributes = {a.name: a for a in conv.attribute}
        if list(attributes["strides"].ints) != [2, 2] or any(attributes["pads"].ints):
            raise ValueError(f"padding before {conv.name} is not that of a stride-2 SAME convolution")
        before = [(k - 2) // 2 for k in attributes["kernel_shape"].ints]
        after = [k - 2 - b for k, b in zip(attributes["kernel_shape"].ints, before)]
        attributes["pads"].ints[:] = before + after
        conv.input[0] = pad.input[0]
        count += 1
    return count


def hard_swish(g: Graph, channels: dict[str, int]) -> int:
    """Writes x * clip(x + 3, 0, 6) / 6 as x * HardSigmoid(x); returns how often.

    An identity 1x1 convolution precedes the HardSigmoid: the runtime fuses the two, in the blocked layout. `channels` gives the number of
    channels of each map by name.
    """
    nodes: list[NodeProto] = []
    count = 0
    for node in g.graph.node:
        x = swish_input(g, node) if node.op_type == "Mul" else None
        width = channels.get(x) if x is not None else None
        if width:
            weight = f"identity_{width}"
            if weight not in g.constants:
                g.add_constant(weight, np.ones((width, 1, 1, 1), np.float32))
            name = node.output[0]
            nodes.append(helper.make_node("Conv", [x, weight], [name + "_same"], group=width, kernel_shape=[1, 1], strides=[1, 1],
                                          pads=[0] * 4))
            nodes.append(helper.make_node("HardSigmoid", [name + "_same"], [name + "_gate"], alpha=1 / 6, beta=0.5))
            nodes.append(helper.make_node("Mul", [x, name + "_gate"], [name]))
            count += 1
        else:
            nodes.append(node)
    del g.graph.node[:]
    g.graph.node.extend(nodes)
    return count


def swish_input(g: Graph, node: NodeProto) -> str | None:
    """The name of x, if `node` is the product of x / 6 and clip(x + 3, 0, 6), else None."""
    for gate, scaled in (node.input, reversed(node.input)):
        clip, sixth = g.source(gate, "Clip"), g.source(scaled, "Mul")
        if clip is None or sixth is None:
            continue
        inner = g.source(clip.input[0], "Relu")
        shifted = g.source(inner.input[0] if inner is not None else clip.input[0], "Add")
        part, plus = g.split(sixth), g.split(shifted) if shifted is not None else None
        if part and plus and part[0] == plus[0] and abs(part[1] - 1 / 6) < 1e-4 and plus[1] == 3 and g.scalar(clip.input[2]) == 6:
            return part[0]
    return None


def optimise(model: ModelProto) -> ModelProto:
    """Applies all rewrites to `model`, in place, and returns it."""
    shapes = onnx.shape_inference.infer_shapes(model)
    channels = {v.name: v.type.tensor_type.shape.dim[1].dim_value for v in shapes.graph.value_info
                if len(v.type.tensor_type.shape.dim) == 4 and v.type.tensor_type.shape.dim[2].dim_value != 1}
    g = Graph(model)
    padded, swished = fold_padding(g), hard_swish(g, channels)
    g.index()
    g.prune()
    print(f"{padded} paddings folded, {swished} hard swishes rewritten")
    return model
