"""The network's shapes, how it starts, and how weights are loaded."""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from conftest import GraphBuilder, small_graph, small_net
from network.options import select_device
from network.street_net import COCO_THINGS, HEAD, StreetNet, patches
from network.tfjs import Graph, TfGraph, read_graph
from network.weights import load


def write_tfjs(graph: Graph, path: Path) -> None:
    """Writes a graph as tfjs does: JSON, with the weights in one file beside it."""
    weights = [{"name": name, "shape": list(value.shape), "dtype": "float32"} for name, value in graph.constants.items()]
    manifest = [{"paths": ["weights.bin"], "weights": weights}]
    path.write_text(json.dumps({"modelTopology": {"node": graph.nodes}, "weightsManifest": manifest}))
    (path.parent / "weights.bin").write_bytes(b"".join(value.astype("<f4").tobytes() for value in graph.constants.values()))


def test_dense_heads_are_at_stride_4(net: StreetNet) -> None:
    maps = net.eval()(torch.rand(2, 3, 352, 480) * 255)
    shapes = {name: tuple(value.shape) for name, value in maps.items()}
    assert shapes == {"semantic": (2, 11, 88, 120), "prototypes": (2, 16, 88, 120), "heat": (2, 3, 88, 120), "features": (2, 128, 88, 120)}


def test_instance_heads_give_one_row_a_cell(net: StreetNet) -> None:
    at = net.instances(torch.rand(128, 88, 120), torch.tensor([0, 119, 10559]))
    assert {name: tuple(value.shape) for name, value in at.items()} == {"box": (3, 4), "coefficients": (3, 16), "embeddings": (3, 24)}
    assert torch.allclose(at["embeddings"].norm(dim=1), torch.ones(3), atol=1e-5)


def test_the_box_head_at_a_cell_equals_the_convolution_there(net: StreetNet) -> None:
    features = torch.randn(128, 6, 7)
    everywhere = F.conv2d(features[None], net.box.depthwise.reshape(128, 1, 3, 3), padding=1, groups=128)
    everywhere = F.conv2d(everywhere, net.box.layers[0].weight[:, :, None, None], net.box.layers[0].bias)[0]
    cells = torch.arange(42)
    assert torch.allclose(net.box(patches(features, cells)), everywhere.flatten(1).t(), atol=1e-4)


def test_the_heat_starts_as_the_coco_networks_own(net: StreetNet) -> None:
    image = torch.rand(1, 3, 64, 96) * 255
    coco = TfGraph(small_graph(), [HEAD + "centernet_cls_output/BiasAdd"])(image)[0]
    assert torch.allclose(net.eval()(image)["heat"], coco[:, COCO_THINGS], atol=1e-4)


def test_constants_follow_the_network_to_its_device_and_are_no_weights(net: StreetNet) -> None:
    assert {buffer.device.type for buffer in net.to("meta").buffers()} == {"meta"}
    assert not [name for name in net.state_dict() if "constant__" in name]


def test_an_operation_that_is_not_known_is_named() -> None:
    g = GraphBuilder(1)
    g.node("odd", "Cosh", "image")
    with pytest.raises(NotImplementedError, match="Cosh of node odd"):
        TfGraph(Graph(g.nodes, g.constants), ["odd"])(torch.zeros(1, 3, 8, 8))


def test_a_graph_is_read_as_it_was_written(tmp_path: Path) -> None:
    graph = small_graph()
    write_tfjs(graph, tmp_path / "small.json")
    read = read_graph(tmp_path / "small.json")
    assert read.nodes == graph.nodes
    assert all(np.array_equal(read.constants[name], value) for name, value in graph.constants.items())


def test_saved_weights_load_and_unknown_ones_are_refused(tmp_path: Path) -> None:
    write_tfjs(small_graph(), tmp_path / "small.json")
    other = small_net(2)
    torch.save(other.state_dict(), tmp_path / "other.pt")
    loaded = load(tmp_path / "small.json", tmp_path / "other.pt")
    assert torch.equal(loaded.semantic.weight, other.semantic.weight)
    torch.save({**other.state_dict(), "surprise": torch.zeros(1)}, tmp_path / "wrong.pt")
    with pytest.raises(ValueError, match="surprise"):
        load(tmp_path / "small.json", tmp_path / "wrong.pt")


def test_a_device_is_found_by_name() -> None:
    assert select_device("cpu") == torch.device("cpu")
    assert select_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")
