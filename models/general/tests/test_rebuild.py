"""The chain of runs that makes the weights."""
from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from rebuild import Run, go, stages


def arguments(work: Path, camvid: Path | None = None) -> argparse.Namespace:
    return argparse.Namespace(data=work / "data", camvid=camvid, program=None, parts=2, seed=1, work=work)


@pytest.mark.parametrize("camvid", [None, Path("camvid")])
def test_a_run_reads_what_an_earlier_stage_wrote(tmp_path: Path, camvid: Path | None) -> None:
    written: set[str] = set()
    for stage in stages(arguments(tmp_path, camvid)):
        for run in stage:
            out = run.command[run.command.index("--out") + 1]
            read = {a for a in run.command if a.startswith(str(tmp_path)) and a.endswith(".pt") and a != out}
            assert read <= written
        written |= {str(run.output) for run in stage}
    assert str(tmp_path / ("general-camvid.pt" if camvid else "general.pt")) in written


def test_weights_with_and_without_camvid_share_nothing_that_differs(tmp_path: Path) -> None:
    without, with_camvid = ({str(run.output): run.command for stage in stages(arguments(tmp_path, camvid)) for run in stage} for camvid in (None, Path("camvid")))
    for output in set(without) & set(with_camvid):
        assert without[output] == with_camvid[output]


def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.touch()
    go([Run(made, ["no.such.module"])])


def test_a_run_that_fails_ends_the_chain(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Exception, match="no.such.module"):
        go([Run(tmp_path / "never", ["no.such.module"])])
    assert "No module named" in capfd.readouterr().err
