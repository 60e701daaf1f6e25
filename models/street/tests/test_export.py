"""The exported graph keeps the contract of the package, and the merge reads it."""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import ModelProto

from conftest import small_net, street
from export.graph import OUTPUTS, KeyframeGraph, export
from measure.panoptic import segment
from measure.quality import PanopticQuality, ground_truth
from network.street_net import CLASSES, HEIGHT, THINGS, WIDTH

PACKAGE = Path(__file__).resolve().parent.parent
MANIFEST = json.loads((PACKAGE / "model.json").read_text())


def contract(model: ModelProto) -> tuple[list, list]:
    """Name, element type and shape of the inputs and of the outputs; the shapes are without the batch, which shape inference loses."""
    def described(values) -> list:
        return [(v.name, v.type.tensor_type.elem_type, [d.dim_value for d in v.type.tensor_type.shape.dim][1:]) for v in values]
    inferred = onnx.shape_inference.infer_shapes(model, data_prop=True)
    return described(model.graph.input), described(inferred.graph.output)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> ModelProto:
    out = tmp_path_factory.mktemp("export") / "keyframe.onnx"
    export(small_net().eval(), out)
    return onnx.load(str(out))


def test_an_untrained_network_exports_to_the_contract_of_the_shipped_graph(exported: ModelProto) -> None:
    assert contract(exported) == contract(onnx.load(str(PACKAGE / MANIFEST["graphs"]["keyframe"])))


def test_the_contract_agrees_with_the_manifest(exported: ModelProto) -> None:
    (image,), outputs = contract(exported)
    assert image == ("image", onnx.TensorProto.UINT8, [MANIFEST["input"]["height"], MANIFEST["input"]["width"], 3])
    assert [name for name, _, _ in outputs] == OUTPUTS
    shapes = {name: shape for name, _, shape in outputs}
    things = [c["id"] for c in MANIFEST["classes"] if c["kind"] == "thing"]
    assert len(MANIFEST["classes"]) == CLASSES and tuple(things) == THINGS
    assert shapes == {"semantic": [CLASSES, HEIGHT // 4, WIDTH // 4], "prototypes": [16, HEIGHT // 4, WIDTH // 4],
                      "scores": [64, len(THINGS)], "boxes": [64, 4], "coefficients": [64, 16], "embeddings": [64, 24]}


def test_padding_and_hard_swish_are_rewritten(exported: ModelProto) -> None:
    made_by = {name: node.op_type for node in exported.graph.node for name in node.output}
    assert "HardSigmoid" in made_by.values()
    assert not [node.name for node in exported.graph.node if node.op_type == "Conv" and made_by.get(node.input[0]) == "Pad"]


def test_folding_the_batch_norm_does_not_change_the_outputs() -> None:
    net = small_net().train()
    image = torch.from_numpy(street(0, (HEIGHT, WIDTH)).image)
    with torch.no_grad():
        net(image.permute(2, 0, 1)[None].float())  # the statistics of the batch norms leave 0 and 1
        net.eval()
        before = net(image.permute(2, 0, 1)[None].float())
        outputs = dict(zip(OUTPUTS, KeyframeGraph(net)(image[None])))
    assert torch.allclose(outputs["semantic"], before["semantic"], atol=1e-4)
    assert bool((outputs["scores"].amax(-1).diff() <= 0).all())


def test_segments_of_a_picture_cover_it_with_known_classes() -> None:
    result, found = segment(small_net().eval(), street().image, (360, 480), score=.01)
    assert result.ids.shape == (360, 480) and set(np.unique(result.ids)) - {0} == set(result.classes)
    assert len(found.score) <= 64 and bool((found.score.diff() <= 0).all())


def test_a_map_agrees_fully_with_itself() -> None:
    sample = street()
    quality, truth = PanopticQuality(), ground_truth(sample.label, sample.ids)
    quality.add(truth, truth)
    assert quality.summary()["all"] == 100.0
