"""The smallest step of training: one that lowers the loss on a batch of its own."""
from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import torch

from labels.pictures import Picture, cut, decode_runs
from labels.views import HEIGHT, STRIDE, WIDTH, fitting, place, random_fit
from network.general_net import GeneralNet
from train.instances import WINDOW, Batch, Heads, loss_of
from train.surfaces import Surfaces, cell_loss

CPU = torch.device("cpu")


def made(seed: int) -> Batch:
    """Two windows with a square each."""
    generator = torch.Generator().manual_seed(seed)
    half = WINDOW[0] // 2, WINDOW[1] // 2
    truth = torch.zeros(2, *WINDOW)
    truth[:, 10:30, 12:40] = 1
    boxes = STRIDE * torch.tensor([[12.0, 10, 40, 30]]).repeat(2, 1)
    return Batch({"fine": torch.rand(2, 64, *WINDOW, generator=generator), "middle": torch.rand(2, 192, *half, generator=generator),
                  "pyramid": torch.randn(2, 64, *half, generator=generator)}, torch.tensor([0, 1]), torch.randn(2, 128, generator=generator),
                 truth, boxes, boxes, torch.zeros(2, *WINDOW, dtype=torch.bool))


def test_a_few_steps_on_one_batch_lower_its_loss(net: GeneralNet) -> None:
    heads, batch = Heads(net), made(1)
    optimiser = torch.optim.Adam(heads.parameters(), 2e-3)
    losses = []
    for _ in range(8):
        loss = loss_of(heads, batch, CPU)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss))
    assert losses[-1] < 0.8 * losses[0]


def test_surfaces_train_what_is_behind_the_encoder_alone(net: GeneralNet) -> None:
    model = Surfaces(net)
    maps = {"fine": torch.rand(1, 64, HEIGHT // 4, WIDTH // 4), "middle": torch.rand(1, 192, HEIGHT // 8, WIDTH // 8),
            "deep": torch.randn(1, 96, HEIGHT // 16, WIDTH // 16), "pyramid": torch.randn(1, 64, HEIGHT // 8, WIDTH // 8)}
    logits = model(maps, 0, 0)
    target = torch.zeros_like(logits)
    target[:, 3] = 1
    cell_loss(logits, target, torch.ones_like(target[:, 0])).backward()
    assert net.trunk.head.weight.grad is not None and net.semantic.read.weight.grad is not None
    assert net.trunk.stem.weight.grad is None


def test_an_instance_lies_in_a_view_where_the_picture_puts_it() -> None:
    mask = np.zeros((240, 320), np.uint8)
    mask[60:120, 80:160] = 1
    picture = Picture("made", np.zeros((240, 320, 3), np.uint8), [cut(0, mask)])
    (placed,) = place(picture, fitting((240, 320)))
    np.testing.assert_allclose(placed.box, [128, 96, 256, 192], atol=2)
    assert abs(placed.mask.sum() * STRIDE ** 2 - 128 * 96) < 0.03 * 128 * 96
    mirrored = random_fit((240, 320), random.Random(3))
    assert all(0 <= p.inside <= 1 for p in place(picture, mirrored))


def test_run_lengths_go_down_the_columns() -> None:
    np.testing.assert_array_equal(decode_runs({"size": [2, 3], "counts": [1, 2, 3]}), [[0, 1, 0], [1, 0, 0]])


def test_the_shipped_weights_are_small() -> None:
    assert (Path(__file__).parent.parent / "general.pt").stat().st_size < 8_000_000
