"""The network and what the server reads of it."""
from __future__ import annotations

import torch

from network.classes import CHANNELS, COCO
from network.general_net import EMBEDDING, PROTOTYPES, Coefficients, GeneralNet, places
from network.keyframe import DETECTIONS, KeyframeGraph, choose


def test_outputs_have_the_shapes_of_the_contract(net: GeneralNet) -> None:
    image = torch.randint(0, 255, (1, 128, 128, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        semantic, prototypes, scores, boxes, coefficients, embeddings = KeyframeGraph(net)(image)
    assert semantic.shape == (1, len(CHANNELS), 32, 32)
    assert prototypes.shape == (1, PROTOTYPES, 32, 32)
    assert scores.shape == (1, DETECTIONS, len(COCO)) and 0 <= float(scores.min()) and float(scores.max()) <= 1
    assert boxes.shape == (1, DETECTIONS, 4) and coefficients.shape == (1, DETECTIONS, PROTOTYPES)
    assert embeddings.shape == (1, DETECTIONS, EMBEDDING)
    torch.testing.assert_close(embeddings.norm(dim=2), torch.ones(1, DETECTIONS))


def test_of_two_boxes_on_one_thing_the_stronger_stays_and_another_class_does_too() -> None:
    boxes = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 9], [0, 0, 10, 10]] + [[100.0 + 20 * i, 0, 110 + 20 * i, 10] for i in range(DETECTIONS)])
    scores = torch.zeros(len(boxes), len(COCO))
    scores[0, 0], scores[1, 0], scores[2, 1] = 0.8, 0.9, 0.7
    score, cell = scores.max(1).values.sort(descending=True)
    cells, best, kinds = choose(cell, score, scores.argmax(1)[cell], boxes[cell])
    found = {(int(c), int(k)) for c, s, k in zip(cells, best, kinds) if s > 0}
    assert found == {(1, 0), (2, 1)}


def test_the_reach_of_a_mask_is_a_sum_of_the_fixed_prototypes() -> None:
    height, width = 24, 32
    boxes = torch.tensor([[10.0, 20, 50, 60], [0, 0, 128, 96]])
    shape = torch.tensor([[0.5, 1.0, 0.7], [2.0, 0.3, 1.0]])
    x, y = 4 * (torch.arange(width) + 0.5), 4 * (torch.arange(height) + 0.5)
    direct = Coefficients.reach(shape, boxes, x, y)
    summed = torch.einsum("nk,khw->nhw", Coefficients.of_places(shape, boxes, 4 * width, 4 * height), places(height, width))
    torch.testing.assert_close(summed, direct, atol=1e-3, rtol=1e-4)
