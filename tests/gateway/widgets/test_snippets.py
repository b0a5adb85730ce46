"""What is written to copy: right, and nothing can break out of it."""

from gateway.widgets.bundles import build_bundle
from gateway.widgets.snippets import Embedding
from tests.support.html import read_html

HOME = "https://lang-nghe.example.vn"


def survey(**changed: str) -> Embedding:
    given = {"portal": "demo", "label": "Đánh giá cổng", **changed}
    return Embedding(kind="survey", home=HOME, **given)  # type: ignore[arg-type]


def test_an_element_names_only_what_was_chosen() -> None:
    assert survey().element() == (
        f'<langnghe-survey portal="demo"><a href="{HOME}/danh-gia/demo">Đánh giá cổng</a>'
        "</langnghe-survey>"
    )
    chosen = survey(mode="button", lang="en", theme="dark").element()
    assert 'portal="demo" mode="button" lang="en" theme="dark"' in chosen


def test_questions_belong_to_a_unit_or_to_all() -> None:
    one = Embedding(kind="qa", home=HOME, label="Hỏi", portal="demo", unit="so-tu-phap")
    assert one.element() == (
        f'<langnghe-qa unit="so-tu-phap"><a href="{HOME}/hoi-dap?unit=so-tu-phap">Hỏi</a>'
        "</langnghe-qa>"
    )
    assert f'src="{HOME}/widgets/qa/so-tu-phap?portal=demo"' in one.frame()
    every = Embedding(kind="qa", home=HOME, label="Hỏi", portal="demo")
    assert every.element() == f'<langnghe-qa><a href="{HOME}/hoi-dap">Hỏi</a></langnghe-qa>'
    assert f'src="{HOME}/widgets/qa/-?portal=demo"' in every.frame()


def test_a_fixed_script_names_its_integrity() -> None:
    bundle = build_bundle("survey")
    script = survey().fixed_script(bundle)
    assert f'src="{HOME}/widgets/{bundle.file_name}"' in script
    assert f'integrity="{bundle.integrity}" crossorigin="anonymous"' in script
    assert survey().moving_script() == f'<script async src="{HOME}/widgets/survey.js"></script>'


def test_nothing_breaks_out() -> None:
    odd = survey(portal='"><script>1</script>', label="</a><script>2</script>", lang='en" x="')
    for written in (odd.element(), odd.frame(), odd.moving_script()):
        page = read_html(str(written))
        assert [element.tag for element in page.elements if element.tag == "script"] in (
            [],
            ["script"],
        )
        assert "<script>" not in written
