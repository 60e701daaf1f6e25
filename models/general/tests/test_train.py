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
from train.cache import Source, fill
from train.detector import Readout, above_loss, kept_loss
from train.frozen import Frozen
from train.instances import train as train_instances
from train.store import Store
from train.surfaces import Surfaces, cell_loss, corners_of, windowed
from network.classes import COCO
from network.runner import TorchRunner

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
    logits = model(maps, [(2, 4)])
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


def test_windows_of_a_moved_pair_show_the_same_place() -> None:
    first = torch.arange(96 * 128).reshape(1, 1, 96, 128).float()
    second = torch.roll(first, (-2, 2), (2, 3))

    class Rows:
        def row(self, view: tuple[int, int]) -> dict:
            return {"moved": (2, -2) if view[1] else (0, 0)}

    for seed in range(5):
        here, there = windowed(torch.cat([first, second]), corners_of([(0, 0), (0, 1)], Rows(), random.Random(seed)))
        torch.testing.assert_close(here, there)


def test_the_readout_says_at_first_what_the_detector_says(net: GeneralNet) -> None:
    image = torch.randint(0, 255, (1, 3, HEIGHT, WIDTH), generator=torch.Generator().manual_seed(1)).float()
    with torch.no_grad():
        scores, boxes, towers = net.cells(net.detector(image))
        classes, things, read = Readout(net.detector)(towers)
    torch.testing.assert_close(torch.sigmoid(classes) * torch.sigmoid(things)[..., None], scores, atol=1e-4, rtol=1e-3)
    torch.testing.assert_close(read, boxes, atol=1e-2, rtol=1e-3)


def test_a_few_steps_make_a_car_of_what_has_a_box_and_move_other_towers_little(net: GeneralNet) -> None:
    generator = torch.Generator().manual_seed(1)
    towers = torch.randn(2, 4032, 128, generator=generator)
    first, readout = Readout(net.detector), Readout(net.detector)
    with torch.no_grad():
        before = first(towers)
    labelled = [(COCO.index("car"), before[2][0, 700].numpy())]
    optimiser = torch.optim.Adam([p for p in readout.parameters() if p.requires_grad], 2e-3)
    losses = []
    for _ in range(6):
        classes, things, boxes = readout(towers)
        above = above_loss(classes[0], things[0], boxes[0].detach(), labelled, before[0][0].argmax(1))
        optimiser.zero_grad()
        (above + kept_loss((classes[1:], things[1:]), (before[0][1:], before[1][1:]))).backward()
        optimiser.step()
        losses.append(float(above))
    assert losses[-1] < losses[0]
    readout.put_into(net.detector)
    again = Readout(net.detector)
    for name, weight in readout.weights.items():
        torch.testing.assert_close(again.weights[name], weight)
        assert "box" not in name or torch.equal(weight, first.weights[name])


def test_masks_train_on_pictures_of_ones_own(net: GeneralNet, tmp_path: Path) -> None:
    rng = np.random.RandomState(1)
    mask = np.zeros((120, 160), np.uint8)
    mask[20:100, 40:120] = 1
    pictures = [Picture(f"{i}.jpg", rng.randint(0, 255, (120, 160, 3), np.uint8), [cut(0, mask)]) for i in range(2)]
    fill(tmp_path, Source("coco", pictures, places=2, whole=1.0), TorchRunner(Frozen(net), (WIDTH, HEIGHT)), None, 0, 1, seed=1)
    store = Store(tmp_path)
    assert len(store.by_source["coco"]) == 8 and len(store.pairs(["coco"])["coco"]) == 4
    before = [p.detach().clone() for p in net.coefficients.parameters()]
    train_instances(net, store, 2, 1, tmp_path / "heads.pt", learning_rate=1e-3)
    assert (tmp_path / "heads.pt").exists() and not (tmp_path / "heads.partial").exists()
    assert any(not torch.equal(a, b) for a, b in zip(before, net.coefficients.parameters()))


def test_run_lengths_go_down_the_columns() -> None:
    np.testing.assert_array_equal(decode_runs({"size": [2, 3], "counts": [1, 2, 3]}), [[0, 1, 0], [1, 0, 0]])


def test_the_shipped_weights_are_small() -> None:
    assert (Path(__file__).parent.parent / "general.pt").stat().st_size < 8_000_000
