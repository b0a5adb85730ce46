"""What a portal's page must contain to embed a widget, as HTML to copy."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from markupsafe import Markup

from gateway.widgets.bundles import Bundle

Kind = Literal["survey", "qa"]
HEIGHTS = {"survey": 1100, "qa": 800}


@dataclass(frozen=True, slots=True)
class Embedding:
    """One widget on one page. `home` is our public address; `label` the words of the plain link."""

    kind: Kind
    home: str
    label: str
    portal: str = ""
    unit: str = ""
    mode: str = "inline"
    lang: str = ""
    theme: str = ""

    @property
    def page(self) -> str:
        """The address that does the same without a widget."""
        if self.kind == "survey":
            return f"{self.home}/danh-gia/{quote(self.portal, safe='')}"
        return f"{self.home}/hoi-dap" + (f"?{urlencode({'unit': self.unit})}" if self.unit else "")

    def element(self) -> Markup:
        """Return the widget's element with the plain link inside."""
        kept = {
            "survey": {"portal": self.portal, "mode": "button" if self.mode == "button" else ""},
            "qa": {"unit": self.unit},
        }[self.kind]
        given = {**kept, "lang": self.lang, "theme": self.theme}
        attributes = Markup().join(
            Markup(' {}="{}"').format(name, value) for name, value in given.items() if value
        )
        link = Markup('<a href="{}">{}</a>').format(self.page, self.label)
        return Markup("<langnghe-{}{}>{}</langnghe-{}>").format(
            self.kind, attributes, link, self.kind
        )

    def moving_script(self) -> Markup:
        """Return the script tag that always loads the present version."""
        source = f"{self.home}/widgets/{self.kind}.js"
        return Markup('<script async src="{}"></script>').format(source)

    def fixed_script(self, bundle: Bundle) -> Markup:
        """Return the script tag that loads this version and nothing else."""
        source = f"{self.home}/widgets/{bundle.file_name}"
        return Markup(
            '<script async src="{}" integrity="{}" crossorigin="anonymous"></script>'
        ).format(source, bundle.integrity)

    def frame(self) -> Markup:
        """Return the frame for pages that allow no script."""
        query = {"portal": self.portal if self.kind == "qa" else "", "lang": self.lang}
        query |= {"theme": self.theme}
        asked = urlencode({name: value for name, value in query.items() if value})
        shown = {"survey": self.portal, "qa": self.unit or "-"}[self.kind]
        path = f"/widgets/{self.kind}/{quote(shown, safe='')}"
        source = f"{self.home}{path}{f'?{asked}' if asked else ''}"
        return Markup(
            '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>'
        ).format(source, self.label, HEIGHTS[self.kind])
