"""Padding goes into the convolution behind it: ONNX Runtime keeps its blocked layout there, where a pad of its own costs two copies of the map."""
from __future__ import annotations

import onnx


def fold_padding(model: onnx.ModelProto) -> int:
    """Gives the pad before each convolution of stride 2 to that convolution: TensorFlow's SAME padding of an even size is the kernel less two, what is
    odd at the bottom and right. How many there were."""
    graph = model.graph
    makers = {output: node for node in graph.node for output in node.output}
    folded = []
    for convolution in graph.node:
        pad = makers.get(convolution.input[0]) if convolution.op_type == "Conv" else None
        if pad is None or pad.op_type != "Pad":
            continue
        attributes = {a.name: a for a in convolution.attribute}
        if list(attributes["strides"].ints) != [2, 2] or any(attributes["pads"].ints):
            raise ValueError(f"the padding before {convolution.name} is not that of a convolution of stride 2")
        before = [(k - 2) // 2 for k in attributes["kernel_shape"].ints]
        attributes["pads"].ints[:] = before + [k - 2 - b for k, b in zip(attributes["kernel_shape"].ints, before)]
        convolution.input[0] = pad.input[0]
        folded.append(pad)
    for pad in folded:
        graph.node.remove(pad)
    _prune(graph)
    return len(folded)


def _prune(graph: onnx.GraphProto) -> None:
    """Removes what no output depends on."""
    needed = {o.name for o in graph.output}
    kept = []
    for node in reversed(graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            kept.insert(0, node)
    del graph.node[:]
    graph.node.extend(kept)
