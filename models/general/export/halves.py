"""Weights in half the bytes: the trained file has them in half precision, and ONNX Runtime makes floats of them again when it loads the graph."""
from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LEAST = 256  # smaller ones are not worth a node


def halve(model: onnx.ModelProto) -> None:
    """Every float weight that half precision holds exactly is stored in it. No result changes."""
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        value = numpy_helper.to_array(tensor)
        half = value.astype(np.float16) if value.dtype == np.float32 and value.size >= LEAST else None
        if half is None or not np.array_equal(half.astype(np.float32), value):
            continue
        name, tensor.name = tensor.name, f"{tensor.name}_half"
        tensor.CopyFrom(numpy_helper.from_array(half, tensor.name))
        casts.append(helper.make_node("Cast", [tensor.name], [name], name=f"{name}_as_float", to=TensorProto.FLOAT))
    for cast in reversed(casts):
        graph.node.insert(0, cast)
