"""The shipped network, which the tests look at and train for a step."""
from __future__ import annotations

from pathlib import Path

import pytest
import torch

from network.general_net import GeneralNet
from network.weights import load

torch.set_num_threads(2)


@pytest.fixture
def net() -> GeneralNet:
    return load(Path(__file__).parent.parent / "general.pt")
