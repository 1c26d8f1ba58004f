"""The documentation as a site: every page is in it, and every link leads somewhere in it."""

import importlib.machinery
import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "docs"


def script():
    loader = importlib.machinery.SourceFileLoader("docs", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("docs", loader))
    loader.exec_module(module)
    return module


def test_every_page_is_in_the_navigation():
    module = script()
    pages = {str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md")}
    assert pages <= set(module.pages_of(module.existing(module.PAGES)))


@pytest.mark.skipif(shutil.which("mkdocs") is None, reason="mkdocs is not installed")
def test_the_site_is_whole(tmp_path):
    site = tmp_path / "site"
    answer = subprocess.run([SCRIPT, "--out", site], capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    pages = [page for page in site.rglob("*.html") if page.name != "404.html"]
    assert len(pages) >= 20
    for page in pages:
        for link in re.findall(r'(?:href|src)="([^"#?]+)', page.read_text()):
            if not re.match(r"[a-z]+:", link) and not link.startswith("/"):
                assert (page.parent / link).exists(), f"{page.relative_to(site)}: {link}"


@pytest.mark.skipif(shutil.which("mkdocs") is None, reason="mkdocs is not installed")
def test_a_broken_link_is_refused(tmp_path):
    tree = tmp_path / "tree"
    (tree / "scripts").mkdir(parents=True)
    shutil.copy(SCRIPT, tree / "scripts")
    (tree / "README.md").write_text("# Title\n[there](docs/none.md)\n")
    answer = subprocess.run([tree / "scripts" / "docs", "--out", tmp_path / "site"], capture_output=True, text=True, timeout=120)
    assert answer.returncode != 0
    assert "docs/none.md" in answer.stdout + answer.stderr


def test_without_mkdocs_it_says_what_to_install(tmp_path):
    answer = subprocess.run(["/usr/bin/python3", SCRIPT], env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 2
    assert "apt install mkdocs" in answer.stderr
