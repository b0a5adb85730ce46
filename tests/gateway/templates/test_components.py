"""Every component draws each of its examples soundly, in both languages."""

import pytest
from jinja2 import Environment

from gateway.assets import Assets
from gateway.components import COMPONENT_FOLDER, Example, list_components, list_examples
from gateway.rendering import make_environment
from tests.support.html import read_html

EXAMPLES = [example for name in list_components() for example in list_examples(name)]
# A link into another part of the page leads nowhere while the example stands alone.
LEADS_OUT = {"error_summary"}


@pytest.fixture(scope="module", params=["vi", "en"])
def environment(request: pytest.FixtureRequest) -> Environment:
    return make_environment(request.param, Assets())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.component}: {e.name}")
def test_the_example_is_sound(example: Example, environment: Environment) -> None:
    page = read_html(example.render(environment))
    assert page.elements
    assert page.faults == []


@pytest.mark.parametrize("name", list_components())
def test_a_component_is_a_folder_with_macros_and_examples(name: str) -> None:
    folder = COMPONENT_FOLDER / name
    assert {path.name for path in folder.iterdir()} == {f"{name}.html", "examples.json"}
    drawn = {example.macro for example in list_examples(name)}
    assert drawn
    assert (folder / f"{name}.html").read_text().startswith("{#"), "says what it is for"


def test_what_people_typed_stays_text(environment: Environment) -> None:
    hostile = '"><img src=x onerror=alert(1)>'
    for component, macro in (("field", "text_field"), ("field", "textarea")):
        example = Example(component, "", macro, {"name": "a", "label": "A", "value": hostile})
        page = read_html(example.render(environment))
        assert page.faults == []
        assert page.all("img") == []
    drawn = read_html(
        Example("field", "", "textarea", {"name": "a", "label": "A", "value": "\n một\n"}).render(
            environment
        )
    )
    assert drawn.control("a").text == "\n\n một\n"  # readers drop the first line break only


def test_errors_are_tied_to_their_field(environment: Environment) -> None:
    params = {"name": "email", "label": "Thư", "error": "Sai", "hint": "Gợi ý"}
    control = read_html(Example("field", "", "text_field", params).render(environment)).control(
        "email"
    )
    assert control.get("aria-describedby") == "email-hint email-error"
    assert control.get("aria-invalid") == "true"


def test_a_bar_fills_its_width_and_says_the_same_in_a_table(environment: Environment) -> None:
    [example] = list_examples("stacked_bar")
    page = read_html(example.render(environment))
    widths = [
        float(rect.get("width").rstrip("%"))
        for rect in page.all("rect")
        if rect.get("class").startswith("segment--") and rect.get("width").endswith("%")
    ]
    rows = sum(1 for row in example.params["rows"] if row["n"])
    assert sum(widths) == pytest.approx(100 * rows, abs=0.01)
    cells = " ".join(cell.text.strip() for cell in page.all("td"))
    for count in ("775", "310", "155"):
        assert count in cells
