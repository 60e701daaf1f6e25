from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cv2
from conftest import CLIP

HERE = Path(__file__).resolve().parents[1]


def test_the_example_plots_masks(server: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, HERE / "examples/plot_masks.py", CLIP, tmp_path / "masks.png", server],
        env={**os.environ, "PYTHONPATH": str(HERE)}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "40 results" in run.stdout
    picture = cv2.imread(str(tmp_path / "masks.png"))
    assert picture.shape[1] > 1000 and len(set(map(tuple, picture.reshape(-1, 3)[::997]))) > 50
