"""Names of files: nothing of a path, nothing invisible, the ending of what the file is."""

from urllib.parse import quote

import pytest

from services.qa.attachments.names import clean_name, disposition


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Đơn đề nghị.pdf", "Đơn đề nghị.pdf"),
        ("ảnh.JPEG", "ảnh.pdf"),
        ("C:\\Users\\A\\giấy tờ.pdf", "giấy tờ.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("hóa đơn.exe.pdf", "hóa đơn_exe.pdf"),
        ("QĐ 12.2026.pdf", "QĐ 12.2026.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("a\0b\r\nX-Evil: 1.pdf", "ab X-Evil_ 1.pdf"),
        ("<script>alert(1)</script>.pdf", "script_.pdf"),
        ("con.pdf", "_con.pdf"),
        ("", "tep-dinh-kem.pdf"),
        ("...", "tep-dinh-kem.pdf"),
        ("a" * 500 + ".pdf", "a" * 120 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(sent, kept):
    assert clean_name(quote(sent), "pdf") == kept


def test_a_name_is_composed():
    assert clean_name(quote("hoa\u0301 đơn.pdf"), "pdf") == "hoá đơn.pdf"


def test_bytes_that_are_no_text_do_no_harm():
    assert clean_name("%ff%fe%00.pdf", "pdf").endswith(".pdf")


def test_the_header_says_the_name_twice():
    assert disposition('Đơn "x".pdf') == (
        "attachment; filename=\"Don x.pdf\"; filename*=UTF-8''%C4%90%C6%A1n%20%22x%22.pdf"
    )
