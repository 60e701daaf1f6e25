"""The exported graphs hold the trained weights: exactly in floats, to half a step in bytes."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from export.bytes import FIRST, as_bytes
from export.halves import halve
from export.manifest import manifest
from export.ranges import LAYERS
from network.general_net import GeneralNet
from network.mosaic import BLOCKS

PACKAGES = {"general": (512, 384), "general-small": (384, 256)}


def graph_of(package: str) -> onnx.GraphProto:
    return onnx.load(str(Path(__file__).parents[2] / package / "keyframe.onnx")).graph


def test_weights_that_were_trained_as_bytes_stay_exactly_these() -> None:
    trained = np.random.default_rng(1).integers(-128, 128, (16, 8, 3, 3))
    trained.flat[:2] = -128, 127
    weight = ((trained + 20) * 0.0123).astype(np.float16).astype(np.float32)  # as the file of weights has them
    values, step, zero = as_bytes(weight)
    np.testing.assert_array_equal(values.astype(int) - zero, trained + 20)
    assert step == pytest.approx(0.0123, rel=1e-4)


def test_other_weights_get_a_step_for_each_channel() -> None:
    weight = np.random.default_rng(1).normal(size=(4, 8, 3, 3)).astype(np.float32) * np.array([0.01, 0.1, 1, 10], np.float32)[:, None, None, None]
    values, step, zero = as_bytes(weight)
    assert step.shape == (4,) and not zero.any()
    assert (np.abs(values * step[:, None, None, None] - weight) <= 0.51 * step[:, None, None, None]).all()


def test_halves_are_only_what_they_hold_exactly() -> None:
    exact, rough = np.arange(300, dtype=np.float32), np.arange(300, dtype=np.float32) / 3
    nodes = [helper.make_node("Add", ["exact", "rough"], ["sum"])]
    graph = helper.make_graph(nodes, "sum", [], [helper.make_tensor_value_info("sum", onnx.TensorProto.FLOAT, [300])],
                              [numpy_helper.from_array(exact, "exact"), numpy_helper.from_array(rough, "rough")])
    model = helper.make_model(graph)
    halve(model)
    assert {i.name: numpy_helper.to_array(i).dtype for i in model.graph.initializer} == {"exact_half": np.float16, "rough": np.float32}
    assert [(n.op_type, n.output[0]) for n in model.graph.node] == [("Cast", "exact"), ("Add", "sum")]
    onnx.checker.check_model(model)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_shipped_graph_holds_the_shipped_weights(package: str, net: GeneralNet) -> None:
    stored = {i.name: numpy_helper.to_array(i) for i in graph_of(package).initializer}
    compared = 0
    for name, value in net.state_dict().items():
        weight, name = value.numpy(), f"net.{name}"
        if f"{name}_bytes" in stored:
            step = np.asarray(stored[f"{name}_step"])
            shape = (-1, *[1] * (weight.ndim - 1)) if step.ndim else ()
            found = (stored[f"{name}_bytes"].astype(np.float64) - stored[f"{name}_zero"].reshape(shape)) * step.reshape(shape)
            assert (np.abs(found - weight) <= 0.51 * step.reshape(shape) + 1e-3 * np.abs(weight)).all(), name
        elif name.startswith("net.trunk.stem.weight"):
            np.testing.assert_allclose(stored[name] * 127.5, weight, rtol=1e-6)
        elif name in stored or f"{name}_half" in stored:
            np.testing.assert_array_equal(stored.get(name, stored.get(f"{name}_half")).astype(np.float32), weight, name)
        else:
            continue  # a layer that is applied in parts
        compared += 1
    assert compared > 250


@pytest.mark.parametrize("package", PACKAGES)
def test_every_layer_of_the_deep_blocks_is_in_bytes(package: str) -> None:
    quantised = {n.name for n in graph_of(package).node if n.op_type == "Conv" and n.input[1].endswith("_from_bytes")}
    assert quantised == {f"/blocks.{i}/{layer}/Conv" for i in range(FIRST, len(BLOCKS)) for layer in LAYERS}


@pytest.mark.parametrize(("package", "view"), PACKAGES.items())
def test_the_manifest_and_the_graph_have_one_size(package: str, view: tuple[int, int]) -> None:
    (image,) = graph_of(package).input
    width, height = view
    assert [d.dim_value for d in image.type.tensor_type.shape.dim] == [1, height, width, 3]
    assert manifest(package, "1.0.0", view, {}, 0.5, 0.2, 0.7)["input"]["width"] == width
