"""Faults in a form become messages at the field, in the visitor's language."""

from typing import Any

import pytest
from starlette.requests import Request

from gateway.assets import Assets
from gateway.clients import ServiceProblem
from gateway.pages.citizen.ask_form import FIELDS
from gateway.pages.deps import PageMaker
from gateway.pages.forms import NOT_TAKEN, Fault, check, describe, faults_of, filled
from gateway.rendering import Renderer
from shared.contracts.qa.questions import AskQuestion

RENDERER = Renderer(Assets())
GOOD = {"title": "Cấp lại giấy khai sinh", "body": "Tôi cần làm gì ạ?", "may_publish": False}


def pages(language: str = "vi") -> PageMaker:
    return PageMaker(Request({"type": "http", "headers": []}), RENDERER, language)


def faults(**typed: Any) -> list[Fault]:
    found = check(AskQuestion, GOOD | typed)
    assert isinstance(found, list)
    return found


def test_a_good_form_is_the_contract() -> None:
    assert isinstance(check(AskQuestion, GOOD), AskQuestion)


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"title": ""}, "title", "Hãy viết tiêu đề, ít nhất 5 ký tự."),
        ({"title": "x" * 201}, "title", "Tiêu đề nhiều nhất 200 ký tự."),
        ({"title": "Một dòng\nhai dòng"}, "title", "Tiêu đề chỉ viết trên một dòng."),
        ({"body": "Ký tự \u202e lạ ở đây"}, "body", "Có ký tự không nhận được (U+202E)"),
        ({"body": "x" * 5001}, "body", "Nội dung nhiều nhất 5000 ký tự."),
        ({"email": "a@"}, "email", "Thư điện tử cần có dạng"),
        ({"phone": "123"}, "phone", "Số điện thoại chưa đúng"),
        ({"name": "x" * 101}, "name", "Nhiều nhất 100 ký tự."),
        ({"unit": "KHÔNG CÓ"}, "unit", "Cơ quan này không nhận câu hỏi"),
    ],
)
def test_each_mistake_has_its_words(typed: dict[str, Any], field: str, message: str) -> None:
    found = describe(pages(), faults(**typed), FIELDS)
    assert message in found.messages[field]
    assert found.errors == [{"field": field, "message": found.messages[field]}]
    english = describe(pages("en"), faults(**typed), FIELDS)
    assert english.messages[field] != found.messages[field]


def test_the_summary_follows_the_order_of_the_form() -> None:
    found = describe(pages(), faults(phone="1", title="", email="@"), FIELDS)
    assert [error["field"] for error in found.errors] == ["title", "email", "phone"]


def test_a_service_points_at_fields() -> None:
    problem = ServiceProblem(
        422,
        {
            "type": "http://a/problems/invalid-request",
            "errors": [
                {"pointer": "#/unit", "code": "unknown_unit", "detail": "no such unit"},
                {"pointer": "#/title", "code": "string_too_long", "limits": {"max_length": 200}},
                {"pointer": "#/name", "code": "string_too_long"},
                {"pointer": "header:idempotency-key", "code": "x"},
            ],
        },
    )
    found = describe(pages(), faults_of(problem), FIELDS)
    assert found.messages["unit"].startswith("Cơ quan này không nhận")
    assert found.messages["title"] == "Tiêu đề nhiều nhất 200 ký tự."
    assert found.messages["name"] == "Chỗ này chưa dùng được. Hãy kiểm tra lại."


def test_another_refusal_is_about_the_whole_form() -> None:
    known = ServiceProblem(429, {"type": "http://a/problems/too-many-requests"})
    [error] = describe(pages(), faults_of(known), FIELDS).errors
    assert error["field"] == ""
    assert error["title"] == "Bạn thao tác quá nhanh"
    assert "Hãy đợi một chút" in error["message"]
    twice = describe(pages(), [*faults_of(known), *faults_of(known)], FIELDS)
    assert twice.errors == [error]
    [error] = describe(pages(), faults_of(ServiceProblem(418, {})), FIELDS).errors
    assert error == {"field": "", "message": NOT_TAKEN}


def test_values_with_nothing_in_them_are_not_given() -> None:
    assert filled({"a": " ", "b": "x", "c": ""}, "a", "b") == {"a": None, "b": "x"}


def test_a_new_form_has_no_messages() -> None:
    found = describe(pages(), None, FIELDS)
    assert found.context() == {"errors": [], "messages": dict.fromkeys(FIELDS, "")}
