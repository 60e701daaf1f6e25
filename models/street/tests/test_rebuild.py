"""The one command that rebuilds a model: its stages fit together, and one that was stopped is made again."""
from __future__ import annotations

import argparse
import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import rebuild
from rebuild import Stage


def arguments(work: Path) -> argparse.Namespace:
    return argparse.Namespace(coco=Path("/c.json"), camvid=Path("/camvid"), clip=Path("/clip.avi"), work=work,
                              wide_steps=20, narrow_steps=10, device="auto", threads=1)


def test_every_stage_reads_what_an_earlier_one_makes(tmp_path: Path) -> None:
    made: set[str] = set()
    for stage in rebuild.stages(arguments(tmp_path)):
        read = {argument for argument in stage.arguments if argument.startswith(str(tmp_path))}
        assert read <= made, f"{stage.name} reads {read - made}"
        made.add(str(stage.output))
    assert {Path(name).name for name in made} >= {"street.pt", "keyframe.onnx", "fixture"}


def test_every_stage_accepts_its_arguments(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for stage in rebuild.stages(arguments(tmp_path)):
        is_package = importlib.util.find_spec(stage.module).submodule_search_locations is not None
        module = importlib.import_module(stage.module + (".__main__" if is_package else ""))
        # The last option is unknown: the arguments are refused for it alone, before a file is read.
        monkeypatch.setattr(sys, "argv", [stage.module, *stage.arguments, "--out", str(tmp_path / "out"), "--no-such-option"])
        with pytest.raises(SystemExit):
            module.main()
        assert "unrecognized arguments: --no-such-option\n" in capsys.readouterr().err, stage.name


def test_a_stage_whose_output_exists_is_skipped(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for stage in rebuild.stages(arguments(tmp_path)):
        stage.output.touch()
    files = ["--coco", "c.json", "--camvid", "camvid", "--clip", "clip.avi"]
    monkeypatch.setattr(sys, "argv", ["rebuild.py", *files, "--work", str(tmp_path)])
    rebuild.main()
    assert capsys.readouterr().out.count("exists") == 8


def test_a_stage_that_fails_leaves_no_output(tmp_path: Path) -> None:
    torch.save({"w": torch.zeros(2)}, tmp_path / "a.pt")
    torch.save({"w": torch.ones(2)}, tmp_path / "b.pt")
    mean = Stage("average", tmp_path / "mean.pt", "train.average", [str(tmp_path / "a.pt"), str(tmp_path / "b.pt")])
    rebuild.run(mean)
    assert torch.equal(torch.load(mean.output)["w"], torch.full((2,), .5))
    missing = Stage("average", tmp_path / "none.pt", "train.average", [str(tmp_path / "missing.pt")])
    with pytest.raises(subprocess.CalledProcessError):
        rebuild.run(missing)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pt", "b.pt", "mean.pt"]
