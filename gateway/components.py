"""The components of the pages with their examples, for the style guide and the tests.

A component is a folder `templates/components/<name>/` with the macros in `<name>.html` and, in
`examples.json`, a list of `{name, macro, params, content?}`.
"""

import json
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from gateway.rendering import TEMPLATE_FOLDER

COMPONENT_FOLDER = TEMPLATE_FOLDER / "components"


@dataclass(frozen=True, slots=True)
class Example:
    """One call of a component's macro; `content` is what stands inside, as HTML."""

    component: str
    name: str
    macro: str
    params: dict[str, Any]
    content: str | None = None

    def render(self, environment: Environment) -> Markup:
        """Draw the example in the language of `environment`."""
        template = environment.get_template(f"components/{self.component}/{self.component}.html")
        macro = getattr(template.module, self.macro)
        if self.content is None:
            return Markup(macro(**self.params))  # noqa: S704 - the macro has escaped it
        content = Markup(self.content)  # noqa: S704 - from our own file
        return Markup(macro(**self.params, caller=lambda: content))  # noqa: S704


def list_components() -> list[str]:
    """Name every component."""
    return sorted(folder.name for folder in COMPONENT_FOLDER.iterdir() if folder.is_dir())


def list_examples(component: str) -> list[Example]:
    """Read the examples of one component."""
    text = (COMPONENT_FOLDER / component / "examples.json").read_text(encoding="utf-8")
    return [Example(component=component, **example) for example in json.loads(text)]
