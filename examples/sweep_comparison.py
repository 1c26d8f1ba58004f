"""A sweep from Python to a comparison table: does a deeper first layer help, and how sure is that?

    PYTHONPATH=build/python python3 examples/sweep_comparison.py
"""

# %%
import tempfile
from pathlib import Path

import quanvas
from quanvas import analysis

# %% The question as a sweep: two depths of the first layer, eight seeds each.
sweep = quanvas.Sweep({
    "sweep": {"name": "depth of the first layer"},
    "fixed": {"dataset": "synthetic", "samples_per_class": 20, "epochs": 5, "wiring": "O1+O2"},
    "axes": {"depths": [[1, 1], [4, 1]], "seed": {"range": [1, 8]}},
})
print(sweep.plan()[["trial", "depths", "seed"]])

# %% It runs on all cores, and where it is run again goes on with what is missing.
out = Path(tempfile.mkdtemp()) / "out"
trials = sweep.run(out)
print(trials.groupby("depths", observed=True)["validation_accuracy"].describe())

# %% The difference with its interval, corrected p, and the sentence for a paper.
compared = analysis.compare(analysis.load(out), "depths", baseline="1,1")
for pair in compared.pairs:
    found = pair.found
    print(f"{pair.first} over {pair.second}: {found.difference.mean:+.1f} points [{found.difference.low:+.1f}, {found.difference.high:+.1f}], p = {found.p:.3f}")
