"""Scripts are found by `data-module`: every name used in a template is a file, and the reverse."""

import re

from gateway.assets import STATIC_FOLDER
from gateway.rendering import TEMPLATE_FOLDER

MODULES = STATIC_FOLDER / "js/modules"


def test_every_module_named_in_a_template_exists_and_each_is_used() -> None:
    named: set[str] = set()
    for template in TEMPLATE_FOLDER.rglob("*.html"):
        for names in re.findall(r'data-module="([\w -]+)"', template.read_text()):
            named |= set(names.split())
    assert named == {path.stem for path in MODULES.glob("*.js")}


def test_scripts_load_nothing_from_elsewhere() -> None:
    for script in STATIC_FOLDER.rglob("*.js"):
        assert not re.search(r"https?://|eval\(|innerHTML|document\.write", script.read_text())
