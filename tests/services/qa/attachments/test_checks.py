"""What a file really is: honest files pass, deceiving ones are refused for the right reason."""

import io

import pytest
from PIL import Image

from services.qa.attachments.checking import FileChecker, check
from services.qa.attachments.problems import FileRefused
from tests.services.qa.attachments import corpus

PIXELS = 40_000_000


@pytest.mark.parametrize("kind", sorted(corpus.GOOD))
def test_honest_files_pass_and_are_what_they_are(kind):
    checked = check(corpus.GOOD[kind], PIXELS)
    assert checked.kind == kind
    if kind not in {"jpg", "png"}:
        assert checked.data == corpus.GOOD[kind]


@pytest.mark.parametrize("name", sorted(corpus.BAD))
def test_deceiving_files_are_refused(name):
    data, reason = corpus.BAD[name]
    with pytest.raises(FileRefused) as refused:
        check(data, PIXELS)
    assert refused.value.extra["reason"] == reason, refused.value.detail
    assert refused.value.status == 415


def test_a_document_may_link_to_pages_and_show_their_pictures():
    for kind, target in (
        ("hyperlink", "https://hue.gov.vn"),
        ("image", "https://hue.gov.vn/a.png"),
    ):
        check(corpus.docx(corpus.relations(kind, target)), PIXELS)


def test_a_document_may_hold_a_sheet():
    check(corpus.docx({"word/embeddings/sheet1.xlsx": corpus.xlsx()}), PIXELS)


def test_a_pdf_may_have_ordinary_packed_objects():
    check(corpus.pdf(corpus.object_stream(b"5 0 << /Type /Page >>")), PIXELS)


def test_nothing_of_a_photograph_is_left_but_the_picture_upright():
    sent = corpus.jpeg_with_place()
    assert b"SECRETCAM" in sent
    made = check(sent, PIXELS).data
    assert b"SECRETCAM" not in made
    assert b"Nguyen Van A" not in made
    with Image.open(io.BytesIO(made)) as picture:
        assert not picture.getexif()
        assert picture.size == (48, 64)


def test_what_hides_behind_a_picture_is_gone():
    for kind in ("jpg", "png"):
        made = check(corpus.GOOD[kind] + corpus.docx() + b"<script>alert(1)</script>", PIXELS)
        assert b"PK\x03\x04" not in made.data
        assert b"<script>" not in made.data


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_made_anew(mode):
    made = check(corpus.png(mode), PIXELS).data
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.size == (40, 30)


def test_pictures_for_print_become_pictures_for_screens():
    printed = io.BytesIO()
    Image.new("CMYK", (30, 20)).save(printed, "JPEG")
    with Image.open(io.BytesIO(check(printed.getvalue(), PIXELS).data)) as picture:
        assert picture.mode == "RGB"


async def test_checks_run_beside_the_loop():
    checked = await FileChecker(PIXELS).check(corpus.GOOD["png"])
    assert checked.kind == "png"
    with pytest.raises(FileRefused):
        await FileChecker(1_000).check(corpus.GOOD["png"])
