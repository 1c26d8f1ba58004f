"""What a page carries within itself: scripts, the plotting library, data and files, compressed where that pays."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ..errors import BadInput

ROOT = Path(__file__).resolve().parent
ECHARTS = ROOT.parent / "vendor" / "echarts.min.js"
ECHARTS_SHA256 = "b66b25aeb4df84e33199dc21694014d336d222cbd9deb0e5a7c14bd6aa0d0fd0"
SCRIPTS = ("boot.js", "looks.js", "charts.js", "more_charts.js", "figures.js", "runs.js", "filter.js", "page.js")


@lru_cache(maxsize=1)
def plotting_library() -> bytes:
    """Raises BadInput for one that is not the pinned version."""
    try:
        content = ECHARTS.read_bytes()
    except OSError as error:
        raise BadInput(f"{ECHARTS}: the report's plotting library cannot be read ({error.strerror}); install Quanvas again") from error
    if hashlib.sha256(content).hexdigest() != ECHARTS_SHA256:
        raise BadInput(f"{ECHARTS}: not the pinned version of the plotting library (its SHA-256 differs); install Quanvas again")
    return content


def packed(content: bytes, **attributes: str) -> str:
    """An element that holds content for a script: gzip, base64."""
    text = base64.b64encode(gzip.compress(content, 9, mtime=0)).decode("ascii")
    named = "".join(f' {name.replace("_", "-")}="{html.escape(value)}"' for name, value in attributes.items())
    return f'<script type="text/plain"{named}>{text}</script>'


def packed_json(value: object, **attributes: str) -> str:
    return packed(json.dumps(value, separators=(",", ":"), allow_nan=False).encode(), **attributes)


_LONG_NUMBERS = re.compile(rb"(\d+\.\d{2})\d+")


def packed_file(path: Path) -> str:
    """A file that the page shows or offers for download; of drawings, coordinates to a hundredth of a point."""
    content = path.read_bytes()
    return packed(_LONG_NUMBERS.sub(rb"\1", content) if path.suffix == ".svg" else content, data_packed=path.name)


def scripts() -> str:
    return "<script>" + "\n".join((ROOT / name).read_text(encoding="utf-8") for name in SCRIPTS) + "</script>"


def bundle(data: Mapping[str, object], files: Mapping[str, Path]) -> str:
    """Everything that goes to the end of a page. data: what charts and tables are drawn from; the plotting library is left out where there are none."""
    parts = [packed_file(path) for path in files.values()]
    if data.get("charts") or data.get("runs"):
        parts += [packed(plotting_library(), id="library"), packed_json(data, id="data")]
    return "".join(parts) + scripts()
