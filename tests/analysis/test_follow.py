"""A report that follows a sweep: written while trials end, and once more when all have."""

import subprocess

import pytest

from analysis.__main__ import main
from analysis.commands import follow
from analysis.errors import BadInput

SWEEP = '[sweep]\nname = "small"\n[fixed]\ndataset = "synthetic"\nepochs = 1\nsamples_per_class = 4\n[axes]\nwiring = ["none", "O1+O2"]\nseed = [0, 1]\n'


@pytest.fixture
def folder(program, tmp_path):
    (tmp_path / "small.toml").write_text(SWEEP)
    subprocess.run([program, "sweep", tmp_path / "small.toml", "--out", tmp_path / "out", "--quiet"], check=True, capture_output=True)
    return tmp_path / "out"


def running(completed: int) -> dict:
    return {"state": "running", "sweep": "small", "counts": {"total": 4, "completed": completed}, "seconds_left": 7.2, "age_seconds": 90}


def test_it_is_written_while_trials_end_and_last_when_all_have(folder, monkeypatch):
    told = iter([running(0), running(2), {**running(4), "state": "complete"}])
    monkeypatch.setattr(follow, "status_of", lambda _: next(told))
    written, slept = [], []
    follow.follow([folder], 5, written.append, slept.append)
    assert len(written) == 2 and written[1] == "" and slept == [5, 5]
    assert written[0].startswith("Under way: 2 completed of 4, about 7 s left") and "silent for 90 s" in written[0]


def test_a_page_under_way_loads_itself_again_and_the_last_does_not(folder, tmp_path, monkeypatch):
    pages, told = [], iter([running(2), {**running(4), "state": "complete"}])
    monkeypatch.setattr(follow, "status_of", lambda _: next(told))
    monkeypatch.setattr(follow.time, "sleep", lambda _: None)
    monkeypatch.setattr(follow.follow, "__defaults__", (lambda _: pages.append((tmp_path / "report/report.html").read_text()),))
    assert main(["report", str(folder), "-o", str(tmp_path / "report"), "--follow", "3"]) == 0
    assert 'http-equiv="refresh" content="3"' in pages[0] and "Under way: 2 completed of 4" in pages[0]
    assert "http-equiv" not in (tmp_path / "report/report.html").read_text()


def test_what_cannot_be_followed_is_said(folder, tmp_path):
    with pytest.raises(BadInput, match="2 seconds or more"):
        follow.follow([folder], 1, print)
    with pytest.raises(BadInput, match="takes the folders"):
        follow.follow([folder / "results.h5"], 5, print)
    with pytest.raises(BadInput, match="no sweep.toml"):
        follow.follow([tmp_path], 5, print)
