"""Makes each widget's one file out of its modules, at start: no build step.

Modules name what they need by `import … from "./x.js"` and style sheets by `import x from "./x.css"
with { type: "css" }`; browsers would understand both as they stand. Here they are joined in that
order into one script of its own scope, without comments and line breaks. A page in a browser too
old for it hears nothing of that, and shows the plain link.
"""

import base64
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import brotli
import rcssmin
import rjsmin

SOURCE_FOLDER = Path(__file__).parent / "source"
RELEASED_FOLDER = Path(__file__).parent / "released"
NAMES = ("survey", "qa")

_IMPORT = re.compile(
    r'^import (?:(?P<sheet>\w+)|{[^}]*}) from "\./(?P<file>[\w.-]+)"(?: with {[^}]*})?;\n', re.M
)


@dataclass(frozen=True)
class Bundle:
    """One widget's script; what is in it gives it its version and its integrity."""

    name: str
    body: bytes

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that stand in the address kept for ever."""
        return hashlib.sha256(self.body).hexdigest()[:12]

    @cached_property
    def integrity(self) -> str:
        """What `integrity="…"` must say (subresource integrity)."""
        return "sha384-" + base64.b64encode(hashlib.sha384(self.body).digest()).decode()

    @cached_property
    def encoded(self) -> dict[str, bytes]:
        """The compressed copies, best first."""
        best = brotli.compress(self.body, mode=brotli.MODE_TEXT, quality=11)
        return {"br": best, "gzip": gzip.compress(self.body, mtime=0)}

    @property
    def file_name(self) -> str:
        """The name under which it never changes."""
        return f"{self.name}.{self.version}.js"


def build_bundle(name: str) -> Bundle:
    """Join the modules of one widget."""
    joined: dict[str, str] = {}
    _join(f"{name}.js", joined)
    script = "(()=>{try{" + "\n".join(joined.values()) + "}catch{}})();"
    return Bundle(name, rjsmin.jsmin(script).encode())


def _join(file: str, joined: dict[str, str]) -> None:
    """Put a module after everything it needs."""
    if file in joined:
        return
    text = (SOURCE_FOLDER / file).read_text(encoding="utf-8")
    for needed in _IMPORT.finditer(text):
        if sheet := needed["sheet"]:
            joined[needed["file"]] = _sheet(sheet, needed["file"])
        else:
            _join(needed["file"], joined)
    joined[file] = re.sub(r"^export ", "", _IMPORT.sub("", text), flags=re.M)


def _sheet(name: str, file: str) -> str:
    css = rcssmin.cssmin((SOURCE_FOLDER / file).read_text(encoding="utf-8"))
    return f"const {name}=new CSSStyleSheet();{name}.replaceSync({json.dumps(css)});"


def released_bundles() -> list[Bundle]:
    """Return the scripts of earlier releases, which pages still ask for with their integrity."""
    files = sorted(RELEASED_FOLDER.glob("*.js"))
    found = {file.name: Bundle(file.name.partition(".")[0], file.read_bytes()) for file in files}
    changed = [name for name, bundle in found.items() if name != bundle.file_name]
    if changed:
        raise ValueError(f"released widgets were changed: {', '.join(changed)}")
    return list(found.values())


def keep_release() -> list[Path]:
    """Keep today's scripts for the pages that will go on asking for them."""
    RELEASED_FOLDER.mkdir(exist_ok=True)
    kept = []
    for bundle in map(build_bundle, NAMES):
        path = RELEASED_FOLDER / bundle.file_name
        path.write_bytes(bundle.body)
        kept.append(path)
    return kept


@dataclass(frozen=True, slots=True)
class WidgetScripts:
    """All scripts served: today's by widget, those and earlier ones by file name."""

    present: dict[str, Bundle]
    versions: dict[str, Bundle]


@cache
def widget_scripts() -> WidgetScripts:
    """Return them, made once in a process."""
    present = {name: build_bundle(name) for name in NAMES}
    every = [*released_bundles(), *present.values()]
    for bundle in every:
        assert bundle.encoded  # noqa: S101 - compressed now, not when somebody waits for it
    return WidgetScripts(present, {bundle.file_name: bundle for bundle in every})
