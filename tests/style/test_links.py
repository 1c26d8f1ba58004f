"""Every link of the Markdown pages leads to a file, and to a heading where it names one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(page for page in ROOT.rglob("*.md") if not {".git", "build", "out"} & {part.split("-")[0] for part in page.relative_to(ROOT).parts})
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def text_of(page: Path) -> str:
    return FENCED.sub("", page.read_text())


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(page: Path) -> list[str]:
    found = []
    for link in LINK.findall(text_of(page)):
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        target = page.parent / path if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    assert broken(page) == []


def test_a_broken_link_is_found(tmp_path):
    page = tmp_path / "a.md"
    page.write_text("# One title\n[a](a.md#one-title) [b](b.md) [c](#another) [d](https://example.org/x)\n```\n[e](e.md)\n```\n")
    assert broken(page) == ["b.md", "#another"]


def test_every_page_of_docs_is_reached_from_the_readme():
    linked = set(LINK.findall((ROOT / "README.md").read_text()))
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} - linked <= {"docs/mutation.md"}


def test_commands_of_the_readme_are_there():
    names = set(re.findall(r'^    \{"([a-z]+)", "', (ROOT / "src/cli/command.cpp").read_text(), re.MULTILINE)) | {"help"}
    used = set(re.findall(r"(?:^|[`(] ?)quanvas ([a-z]+)\b", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert used and used <= names
