"""The report in a real browser, headless Chromium: what loads, what is shown, and that nothing is wider than a phone."""

import json
import re
import shutil
import subprocess
import tempfile
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from made_results import WIRINGS, write_results

from analysis import page, report, results
from analysis.artefacts import Artefacts

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--allow-file-access-from-files"]


def _why_not() -> str:
    """Why there is no browser to look with, or ""."""
    if CHROMIUM is None:
        return "no Chromium here; scripts/install-deps --tests installs it"
    with tempfile.TemporaryDirectory() as profile:
        run = subprocess.run([CHROMIUM, *OPTIONS, f"--user-data-dir={profile}", "--dump-dom", "data:text/html,<p>here</p>"], capture_output=True, text=True,
                             timeout=120, check=False)
    return "" if "<p>here</p>" in run.stdout else f"Chromium does not start here: {run.stderr.strip().splitlines()[-1:]}"


REASON = _why_not()
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON)

# Looks at the page inside a frame of the wanted width, for Chromium's own windows do not get as narrow as a phone; waits until its scripts have run, and lets
# others act on it.
HARNESS = """<!doctype html><html><body style="margin:0"><iframe id="frame" src="{name}" style="width:{width}px;height:900px;border:0"></iframe>
<pre id="findings"></pre><script>
const pause = (time) => new Promise((done) => setTimeout(done, time));
document.getElementById("frame").onload = async () => {{
  const view = document.getElementById("frame").contentWindow, inner = view.document;
  for (let tries = 0; tries < 300 && !inner.documentElement.dataset.ready; tries++) await pause(50);
  await pause(1500);
  const find = async () => {{ {script} }};
  let findings;
  try {{ findings = await find(); }} catch (error) {{ findings = {{error: String(error)}}; console.error(error); }}
  document.getElementById("findings").textContent = JSON.stringify(findings);
}};
</script></body></html>"""
LOOK = """
  const style = view.getComputedStyle(inner.body);
  return {
    ready: inner.documentElement.dataset.ready,
    images: [...inner.images].map((image) => [image.complete && image.naturalWidth > 0, image.alt.length > 0]),
    charts: [...inner.querySelectorAll("[data-chart]")].filter((chart) => chart.clientWidth).map((chart) => [Boolean(chart.dataset.drawn), chart.getAttribute("aria-label").length > 20]),
    tables: [...inner.querySelectorAll("table")].map((table) => table.rows.length),
    headless: [...inner.querySelectorAll("table")].filter((table) => !table.querySelector("th[scope=col]")).length,
    downloads: [...inner.querySelectorAll("a[data-file]")].map((link) => link.href.slice(0, 5)),
    anchors: [...inner.querySelectorAll("nav a")].map((link) => inner.getElementById(link.hash.slice(1)) !== null),
    overflow: inner.documentElement.scrollWidth - inner.documentElement.clientWidth,
    colors: [style.color, style.backgroundColor],
    cards: [...inner.querySelectorAll("table.cards td")].map((cell) => view.getComputedStyle(cell).display),
    outside: [...inner.querySelectorAll("[src], [href]")].map((element) => element.getAttribute("src") ?? element.getAttribute("href"))
      .filter((address) => !/^(data:|#|blob:)/.test(address) && !/\\.png$/.test(address)),
    unlabelled: [...inner.querySelectorAll("input")].filter((field) => !field.closest("label")).length,
  };"""


def look(html: Path, width: int, scheme: str = "light", script: str = LOOK) -> tuple[dict, list[str]]:
    """What a script finds in the page, and what the browser complains of on its console."""
    harness = html.with_name(f"harness-{html.stem}-{width}.html")
    harness.write_text(HARNESS.format(name=html.name, width=width, script=script))
    run = subprocess.run(
        [CHROMIUM, *OPTIONS,
         f"--user-data-dir={html.parent / 'profile'}", "--enable-logging=stderr", "--log-level=0", f"--window-size={max(width, 500)},900",
         f"--blink-settings=preferredColorScheme={0 if scheme == 'dark' else 1}", "--virtual-time-budget=60000", "--dump-dom", harness.as_uri()],
        capture_output=True, text=True, timeout=180, check=True)
    findings = re.search(r'<pre id="findings">(.*?)</pre>', run.stdout, re.S).group(1)
    return json.loads(unescape(findings)), [line for line in run.stderr.splitlines() if "CONSOLE" in line]


@pytest.fixture(scope="module")
def made(whole_report) -> Path:
    return whole_report[0] / "report.html"


def luminance(color: str) -> float:
    """Relative luminance of WCAG 2, of "rgb(r, g, b)"."""
    channels = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("width, scheme", [(360, "light"), (1280, "light"), (1280, "dark")])
def test_the_report_is_whole_and_fits(made, width, scheme):
    found, complaints = look(made, width, scheme)
    assert complaints == []
    assert len(found["images"]) >= 15 and all(loaded and described for loaded, described in found["images"])
    assert max(found["tables"]) >= 39  # a row a claim, and the head
    assert len(found["downloads"]) >= 45 and set(found["downloads"]) == {"blob:"}
    assert found["ready"] == "yes" and found["headless"] == found["unlabelled"] == 0
    assert found["anchors"] and all(found["anchors"])
    assert found["outside"] == []
    assert found["overflow"] <= 0
    assert set(found["cards"]) <= ({"block", "none"} if width < 600 else {"table-cell"})
    ink, paper = (luminance(color) for color in found["colors"])
    assert (paper > ink) == (scheme == "light")
    assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) > 7


# A sweep that is none of the papers', with ten thousand trials.
MANY = """[sweep]
name = "many"
[axes]
wiring = ["none", "X+O1", "O1+O2", "X+O2", "(X+O1)+O2"]
batch_size = [2, 4, 8, 16]
learning_rate = [0.001, 0.003, 0.01, 0.03, 0.1]
seed = {range = [0, 99]}
[[question]]
ask = "Do residuals help?"
compare = "wiring"
baseline = "none"
direction = "higher"
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    trials = [{"wiring": w, "batch_size": b, "learning_rate": r, "seed": s}
              for w in WIRINGS for b in (2, 4, 8, 16) for r in (0.001, 0.003, 0.01, 0.03, 0.1) for s in range(100)]
    file = write_results(folder / "results.h5", trials=trials, sweep=MANY, sweep_name="many", statuses={7: "failed", 9: "diverged"},
                         accuracy=lambda t: 0.3 + 0.1 * list(WIRINGS).index(t["wiring"]) + 0.001 * t["seed"] + 0.01 * t["batch_size"] / 16)
    return report.write([results.read(file)], folder / "out", [])[0]


@pytest.mark.parametrize("width, scheme", [(360, "dark"), (1280, "light")])
def test_the_report_of_any_sweep_is_whole_and_fits(many, width, scheme):
    found, complaints = look(many, width, scheme)
    assert complaints == []
    assert len(found["charts"]) >= 10 and all(drawn and described for drawn, described in found["charts"])
    assert all(found["anchors"]) and found["outside"] == [] and found["overflow"] <= 0 and found["headless"] == found["unlabelled"] == 0
    assert max(found["tables"]) < 100  # of ten thousand trials, those in sight
    assert many.stat().st_size < 4e6


def test_trials_are_filtered_sorted_and_shown_whole(many):
    found, complaints = look(many, 1280, script="""
      const runs = inner.querySelector(".runs"), field = runs.querySelector("input"), status = runs.querySelector(".status");
      const rows = () => [...runs.querySelectorAll("tbody tr[data-row]")].map((row) => row.textContent);
      const say = (text) => { field.value = text; field.dispatchEvent(new view.Event("input")); return [status.textContent, rows().length]; };
      const all = [status.textContent, rows().length];
      const filtered = say("wiring=O1+O2 batch_size<=4 seed=7");
      const wrong = say("colour=red");
      const failed = say("status=failed");
      const reset = say("");
      runs.querySelectorAll("th button")[0].click();
      runs.querySelectorAll("th button")[0].click();
      const last = rows()[0].startsWith("9999");
      const sorted = runs.querySelector("th").getAttribute("aria-sort");
      runs.querySelector(".window").scrollTop = 5000 * 30;
      runs.querySelector(".window").dispatchEvent(new view.Event("scroll"));
      await pause(300);
      const scrolled = runs.querySelector("tbody tr[data-row]").ariaRowIndex ?? runs.querySelector("tbody tr[data-row]").getAttribute("aria-rowindex");
      const row = runs.querySelector("tbody tr[data-row]");
      row.dispatchEvent(new view.KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
      await pause(300);
      const detail = runs.querySelector(".detail");
      const open = [!detail.hidden, detail.querySelector(".chart").dataset.drawn, inner.activeElement.tagName];
      detail.querySelector(".close").click();
      return {all, filtered, wrong, failed, reset, last, sorted, scrolled: Number(scrolled), open, closed: detail.hidden};""")
    assert complaints == []
    assert found["all"][0] == "10000 trials" and found["all"][1] < 60
    assert found["filtered"] == ["10 of 10000 trials", 10] and "no column" in found["wrong"][0] and found["failed"] == ["1 of 10000 trials", 1]
    assert found["last"] and found["sorted"] == "descending" and 4900 < found["scrolled"] < 5010
    assert found["open"] == [True, "lines", "H3"] and found["closed"]


def test_parts_fold_links_lead_into_them_and_search_finds(many):
    found, complaints = look(many, 1280, script="""
      const section = inner.getElementById("many-by-wiring"), fold = section.querySelector("details");
      const link = inner.querySelector('nav a[href="#many-by-wiring"]');
      const follow = async () => { fold.open = false; link.click(); for (let tries = 0; tries < 100 && !fold.open; tries++) await pause(50); return fold.open; };
      const opened = [await follow(), await follow()];
      const field = inner.getElementById("search");
      field.value = "residuals help";
      field.dispatchEvent(new view.Event("input"));
      const shown = [...inner.querySelectorAll("main section[id]")].filter((part) => !part.hidden).map((part) => part.id);
      const said = inner.getElementById("found").textContent;
      field.value = "";
      field.dispatchEvent(new view.Event("input"));
      const before = view.getComputedStyle(inner.body).backgroundColor;
      const theme = inner.getElementById("theme");
      theme.click(); theme.click();
      await pause(300);
      const after = view.getComputedStyle(inner.body).backgroundColor;
      return {opened, shown, said, before, after, redrawn: [...inner.querySelectorAll("[data-chart]")].filter((chart) => chart.clientWidth).every((chart) => chart.dataset.drawn)};""")
    assert complaints == []
    assert found["opened"] == [True, True]
    assert "many-questions" in found["shown"] and len(found["shown"]) <= 2 and "of" in found["said"]
    assert luminance(found["before"]) > 0.9 and luminance(found["after"]) < 0.1 and found["redrawn"]


def test_levels_toggle_and_brushes_select_trials(many):
    found, complaints = look(many, 1280, script="""
      const chart = view.echarts.getInstanceByDom(inner.getElementById("many-curves-wiring-validation_accuracy-chart"));
      chart.dispatchAction({type: "legendUnSelect", name: "none"});
      const selected = chart.getOption().legend[0].selected;
      const parallel = inner.getElementById("many-parallel-chart"), brushed = view.echarts.getInstanceByDom(parallel);
      const id = brushed.getModel().getComponent("parallelAxis", 0).id;
      brushed.dispatchAction({type: "axisAreaSelect", parallelAxisId: id, intervals: [[-0.5, 0.5]]});
      await pause(2500);
      return {selected, status: parallel.parentElement.querySelector(".status").textContent, table: inner.querySelector(".runs .status").textContent};""")
    assert complaints == []
    assert found["selected"]["none"] is False
    assert found["status"].startswith("1998 of 9998 trials are within the brushes") and found["table"] == "1998 of 10000 trials"


def test_verdicts_are_badges_that_say_so_without_colour(tmp_path):
    data = pd.DataFrame({"claim": ["<a>"] * len(page.SIGNS), "verdict": list(page.SIGNS)})
    data.to_csv(tmp_path / "claims.csv")
    text = page.section("claims", Artefacts("Claims", "some", data, notes="how"), tmp_path / "claims.csv")
    for verdict, sign in page.SIGNS.items():
        assert f'<span class="badge {verdict.replace(" ", "-")}">{sign} {verdict}</span>' in text
    assert "&lt;a&gt;" in text and "<a>" not in text


@pytest.mark.parametrize("broken, sign", [
    ("<script>console.error('broken')</script>", "complaints"), ('<img alt="x" src="data:image/png;base64,AAAA">', "images"),
    ('<div style="width:2000px">wide</div>', "overflow"), ('<img alt="x" src="elsewhere.jpg">', "outside")])
def test_a_broken_page_is_noticed(tmp_path, broken, sign):
    file, _, _ = report.write([results.read(write_results(tmp_path / "r.h5"))], tmp_path, ["table2"])
    file.write_text(file.read_text().replace("</main>", f"{broken}</main>"))
    found, complaints = look(file, 360)
    noticed = {"complaints": bool(complaints), "images": not all(loaded for loaded, _ in found["images"]), "overflow": found["overflow"] > 0,
               "outside": bool(found["outside"])}
    assert noticed[sign]
