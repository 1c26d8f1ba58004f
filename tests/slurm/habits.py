"""What users do to jobs out of habit: cancel them, submit twice, name files oddly, ask for more options."""

from __future__ import annotations

import json

from jobs import Bench, Submission, Wrong

WAYS = {"srun": (["--ntasks-per-node", "3"], {}), "array": (["--array", "2"], {}), "successor": (["--ntasks-per-node", "3"], {"requeue": False})}


def cancelled(way: str, bench: Bench) -> str:
    """A cancelled job has trials that end before SLURM kills them; it stays cancelled all the same."""
    options, settings = WAYS[way]
    job = Submission(bench, "many", f"cancel-{way}", *options, "--time", "5", "--no-report", site=bench.site(**settings))
    job.wait_for_trials(10)
    bench.must("scancel", job.jobs[0])
    job.wait(lambda: job.facts()["JobState"] not in ("RUNNING", "COMPLETING"), "it does not end")
    facts = job.facts()
    if facts["JobState"] != "CANCELLED" or facts["Restarts"] != "0":
        raise Wrong(f"{facts['JobState']} after {facts['Restarts']} restarts; {job.log()}")
    known = json.loads((job.folder / "slurm/jobs.json").read_text())
    if job.in_queue() or len(known) != 1 or job.starts() != 1:
        raise Wrong(f"it is back in the queue, jobs {known}; {job.log()}")
    return f"stays cancelled after {job.finished()} trials"


def unconnected(bench: Bench) -> str:
    job = Submission(bench, "short", "unconnected", "--ntasks-per-node", "3", "--time", "5", "--no-report", site=bench.site(launcher="srun --mpi=none"))
    job.wait_for_end()
    if job.log().count("MPI connects 1 of 3 processes") != 1 or "srun --mpi=pmix" not in job.log() or job.facts()["ExitCode"] != "2:0" or job.starts() != 1:
        raise Wrong(f"exit code {job.facts()['ExitCode']}, {job.starts()} starts; {job.log()}")
    return "refused in one line, exit code 2, not put back"


def second_submission(bench: Bench) -> str:
    job = Submission(bench, "long", "second", "--ntasks-per-node", "3", "--time", "5", "--no-report")
    for sweep in ("short", "long"):
        answer = bench.call(bench.program, "submit", bench.sweeps[sweep], "--out", job.folder, "--no-report")
        if answer.returncode != 2 or f"job {job.jobs[0]} (" not in answer.stderr:
            raise Wrong(f"exit code {answer.returncode}: {answer.stderr}")
    job.wait_for_end()
    job.judge()
    return "refused, with the number of the job that is there"


def odd_names(bench: Bench) -> str:
    name = 'odd 100% "names" of'
    bench.sweeps[name] = bench.write(f"{name} \\ sweeps.toml", bench.sweeps["short"].read_text())
    job = Submission(bench, name, name, "--ntasks-per-node", "3", "--time", "5", "--no-report")
    job.wait_for_end()
    job.judge()
    answer = bench.call(bench.program, "submit", bench.sweeps["short"], "--out", bench.root / "a\\b")
    if answer.returncode != 2 or "backslash" not in answer.stderr:
        raise Wrong(f"exit code {answer.returncode}: {answer.stderr}")
    if not list(job.folder.glob("slurm/*.log")):
        raise Wrong("no log beside the scripts")
    return "spaces, percent signs and quotes; a backslash is refused"


def options(bench: Bench) -> str:
    job = Submission(bench, "short", "options", "--array", "4%1", "--sbatch=--exclude=n1,n2", "--sbatch=--comment=mine", "--mem", "1G", "--time", "5", "--no-report")
    facts = job.facts()
    wrong = {name: facts.get(name) for name, value in {"ArrayTaskThrottle": "1", "ExcNodeList": "n[1-2]", "Comment": "mine", "MinMemoryNode": "1G"}.items()
             if facts.get(name) != value}
    job.wait_for_end()
    if wrong:
        raise Wrong(f"{wrong} of {facts}")
    job.judge()
    for asked, part in ((("--array", "5000"), "MaxArraySize"), (("--sbatch=--nodes=2",), "quanvas submit --nodes N"), (("--array", "3%9"), "N%M")):
        answer = bench.call(bench.program, "submit", bench.sweeps["short"], "--out", bench.root / "refused", *asked)
        if answer.returncode != 2 or part not in answer.stderr:
            raise Wrong(f"{asked}: exit code {answer.returncode}: {answer.stderr}")
    return "given to SLURM; what cannot be is refused"
