"""The smallest step of training: losses, one optimiser step, the schedule, and averages of weights."""
from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.overrides import TorchFunctionMode

from conftest import small_net, street
from network.street_net import StreetNet
from test_augment import clip_frame
from train.average import average
from train.batches import Batch, Feeder
from train.loop import WEIGHTS, Schedule, blend, learning_rate, losses, optimiser, train, update
from train.losses import contrastive_loss, heat_loss, semantic_loss

DEVICES = ["cpu", pytest.param("cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"))]
CLASS_WEIGHT = torch.ones(11)


@pytest.mark.parametrize("device", DEVICES)
def test_steps_change_the_weights_and_lower_the_loss(net: StreetNet, batch: Batch, device: str) -> None:
    net, batch = net.to(device).train(), batch.to(torch.device(device))
    coco, optim = copy.deepcopy(net).eval(), optimiser(net, 2e-4, 1.5e-3)
    before = copy.deepcopy(net.state_dict())
    totals = []
    for _ in range(4):
        parts = losses(net, coco, batch, CLASS_WEIGHT.to(device))
        assert list(parts) == list(WEIGHTS) and all(value.dim() == 0 and bool(torch.isfinite(value)) for value in parts.values())
        update(net, optim, parts)
        totals.append(float(sum(parts.values())))
    assert totals[-1] < totals[0]
    same = [name for name, _ in net.named_parameters() if torch.equal(net.state_dict()[name], before[name])]
    assert same == []


class EveryTensorNamesItsDevice(TorchFunctionMode):
    """Fails when a tensor is made without a device: with a network on a GPU it would stay on the CPU."""
    FACTORIES = {torch.tensor, torch.arange, torch.zeros, torch.ones, torch.eye, torch.full, torch.empty, torch.as_tensor}

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        assert func not in self.FACTORIES or "device" in kwargs, f"{func.__name__} without a device"
        return func(*args, **kwargs)


def test_a_step_makes_no_tensor_without_a_device(net: StreetNet, batch: Batch) -> None:
    coco = copy.deepcopy(net).eval()
    with EveryTensorNamesItsDevice():
        sum(losses(net.train(), coco, batch, CLASS_WEIGHT).values()).backward()
    with pytest.raises(AssertionError, match="tensor without a device"), EveryTensorNamesItsDevice():
        torch.tensor([1])


def test_a_run_of_steps_is_repeatable_and_saves_its_average(tmp_path: Path) -> None:
    states = []
    for run in range(2):
        net = small_net()
        feeder = Feeder([street(0), street(1)], [clip_frame(i) for i in range(9)], seed=1, camvid_only=True)
        torch.manual_seed(1)
        out, optim = tmp_path / f"{run}.pt", optimiser(net, 2e-4, 1.5e-3)
        averaged = train(net.train(), copy.deepcopy(net).eval(), feeder, Schedule(steps=1), optim, out)
        states.append(torch.load(out))
        assert all(torch.equal(states[-1][name], value) for name, value in averaged.state_dict().items())
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])


def test_the_learning_rate_warms_up_and_falls_along_a_cosine() -> None:
    rates = [learning_rate(step, Schedule(steps=1000).progress(step, 1e6)) for step in range(1000)]
    assert rates[0] < .02 and max(rates) > .95 and rates.index(max(rates)) == 99
    assert rates[500] == pytest.approx(.51, abs=.01) and rates[-1] == pytest.approx(.02, abs=.001)


def test_a_schedule_of_minutes_follows_the_clock() -> None:
    schedule = Schedule(minutes=2)
    assert schedule.progress(10_000, 60) == .5 and schedule.progress(0, 120) == 1


@pytest.mark.parametrize(("steps", "minutes"), [(None, None), (10, 1.), (0, None), (None, 0.)])
def test_a_schedule_without_a_length_or_with_two_is_refused(steps: int | None, minutes: float | None) -> None:
    with pytest.raises(ValueError, match="schedule"):
        Schedule(steps, minutes)


def test_confident_right_answers_cost_little_and_wrong_ones_much(batch: Batch) -> None:
    label = batch.label[:1]
    right = torch.nn.functional.one_hot(label.clamp(max=10), 11).permute(0, 3, 1, 2).float()[:, :, 2::4, 2::4] * 20
    assert semantic_loss(right, label, CLASS_WEIGHT) < .3 < 3 < semantic_loss(-right, label, CLASS_WEIGHT)


def test_cells_to_ignore_do_not_count_as_negatives() -> None:
    target, logits = torch.zeros(1, 3, 4, 4), torch.full((1, 3, 4, 4), 5.)
    everywhere = torch.ones(1, 4, 4, dtype=torch.bool)
    assert heat_loss(logits, target, everywhere) == 0 < heat_loss(logits, target, ~everywhere)


def test_the_contrastive_loss_prefers_equal_embeddings_of_one_object() -> None:
    x, y = torch.eye(2)
    identity = torch.tensor([1, 1, 2, 2])
    assert contrastive_loss(torch.stack([x, x, y, y]), identity) < contrastive_loss(torch.stack([x, y, x, y]), identity)
    assert contrastive_loss(torch.stack([x, y]), torch.tensor([1, 2])) == 0  # no object is there twice


def test_averages_of_weights() -> None:
    a, b = small_net(1), small_net(2)
    mean = average([a.state_dict(), b.state_dict()])
    assert torch.allclose(mean["semantic.weight"], (a.semantic.weight + b.semantic.weight) / 2)
    assert mean["norm4.num_batches_tracked"].dtype == torch.int64
    expected = .9 * a.semantic.weight.detach() + .1 * b.semantic.weight.detach()
    blend(a, b, .9)
    assert torch.allclose(a.semantic.weight, expected, atol=1e-6)


def test_pictures_without_instances_have_losses_of_zero(net: StreetNet, batch: Batch) -> None:
    road = torch.full_like(batch.label, 3)
    empty = replace(batch, label=road, heat=torch.zeros_like(batch.heat), instances=[[], []])
    parts = losses(net, copy.deepcopy(net).eval(), empty, CLASS_WEIGHT)
    assert float(parts["box"]) == float(parts["mask"]) == float(parts["embedding"]) == 0
    assert np.isfinite(float(sum(parts.values())))
