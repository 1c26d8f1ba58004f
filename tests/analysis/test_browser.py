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
from conftest import write_results

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

# Looks at the page inside a frame of the wanted width, for Chromium's own windows do not get as narrow as a phone.
HARNESS = """<!doctype html><html><body style="margin:0"><iframe id="frame" src="{name}" style="width:{width}px;height:900px;border:0"></iframe>
<pre id="findings"></pre><script>
document.getElementById("frame").onload = () => {{
  const inner = document.getElementById("frame").contentDocument;
  const style = getComputedStyle(inner.body);
  document.getElementById("findings").textContent = JSON.stringify({{
    images: [...inner.images].map((image) => [image.complete && image.naturalWidth > 0, image.alt.length > 0]),
    tables: [...inner.querySelectorAll("table")].map((table) => table.rows.length),
    downloads: [...inner.querySelectorAll("a[download]")].map((link) => link.href.slice(0, 5)),
    anchors: [...inner.querySelectorAll("nav a")].map((link) => inner.querySelector(link.hash) !== null),
    overflow: inner.documentElement.scrollWidth - inner.documentElement.clientWidth,
    colors: [style.color, style.backgroundColor],
    cards: [...inner.querySelectorAll("table.cards td")].map((cell) => getComputedStyle(cell).display),
    outside: [...inner.querySelectorAll("[src], [href]")].map((element) => element.getAttribute("src") ?? element.getAttribute("href"))
      .filter((address) => !/^(data:|#)/.test(address)),
  }});
}};
</script></body></html>"""


def look(html: Path, width: int, scheme: str = "light") -> tuple[dict, list[str]]:
    """What a browser finds in the page, and what it complains of on its console."""
    harness = html.with_name(f"harness-{html.stem}-{width}.html")
    harness.write_text(HARNESS.format(name=html.name, width=width))
    run = subprocess.run(
        [CHROMIUM, *OPTIONS,
         f"--user-data-dir={html.parent / 'profile'}", "--enable-logging=stderr", "--log-level=0", f"--window-size={max(width, 500)},900",
         f"--blink-settings=preferredColorScheme={0 if scheme == 'dark' else 1}", "--virtual-time-budget=20000", "--dump-dom", harness.as_uri()],
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
    assert len(found["downloads"]) >= 45 and set(found["downloads"]) == {"data:"}
    assert found["anchors"] and all(found["anchors"])
    assert found["outside"] == []
    assert found["overflow"] <= 0
    assert set(found["cards"]) <= ({"block", "none"} if width < 600 else {"table-cell"})
    ink, paper = (luminance(color) for color in found["colors"])
    assert (paper > ink) == (scheme == "light")
    assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) > 7


def test_verdicts_are_badges_that_say_so_without_colour(tmp_path):
    data = pd.DataFrame({"claim": ["<a>"] * len(page.SIGNS), "verdict": list(page.SIGNS)})
    data.to_csv(tmp_path / "claims.csv")
    text = page.section("claims", Artefacts("Claims", "some", data, notes="how"), tmp_path / "claims.csv")
    for verdict, sign in page.SIGNS.items():
        assert f'<span class="badge {verdict.replace(" ", "-")}">{sign} {verdict}</span>' in text
    assert "&lt;a&gt;" in text and "<a>" not in text


@pytest.mark.parametrize("broken, sign", [
    ("<script>console.error('broken')</script>", "complaints"), ('<img alt="x" src="data:image/png;base64,AAAA">', "images"),
    ('<div style="width:2000px">wide</div>', "overflow"), ('<img alt="x" src="elsewhere.png">', "outside")])
def test_a_broken_page_is_noticed(tmp_path, broken, sign):
    file, _, _ = report.write([results.read(write_results(tmp_path / "r.h5"))], tmp_path, ["table2"])
    file.write_text(file.read_text().replace("</main>", f"{broken}</main>"))
    found, complaints = look(file, 360)
    noticed = {"complaints": bool(complaints), "images": not all(loaded for loaded, _ in found["images"]), "overflow": found["overflow"] > 0,
               "outside": bool(found["outside"])}
    assert noticed[sign]
