"""What of a response is accepted and what of its page is kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.survey.instruments.model import InstrumentRetired, Instruments
from services.survey.instruments.service import shipped_instruments
from services.survey.portals.model import Portal, PortalClosed, PortalStatus
from services.survey.responses.model import check_response, place_of, response_id
from shared.contracts.survey.responses import SubmitResponse
from shared.problems import InvalidRequest

DAY = date(2026, 11, 22)
PORTAL = Portal(id="demo", name="Cổng", unit="tp-hue")
[FIRST] = shipped_instruments()
SECOND = FIRST.model_copy(update={"version": 2, "valid_from": DAY})


def body(version: int | None = None) -> SubmitResponse:
    return SubmitResponse.model_validate(
        {"portal": "demo", "ratings": {"quality": "good"}, "instrument_version": version}
    )


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://hue.example/tin?ma=1#x", "https://hue.example/tin"),
        ("http://an:bí-mật@hue.example/", "http://hue.example/"),
        ("https://hue.example", "https://hue.example"),
        ("https://HUE.example:8443/a/b;c=d?e", "https://hue.example:8443/a/b;c=d"),
        ("http://[::1]:8080/a?b", "http://[::1]:8080/a"),
        ("https://huế.example/tin-tức?q", "https://huế.example/tin-tức"),
        (None, None),
        ("", None),
    ],
)
def test_of_a_page_only_origin_and_path_are_kept(address, kept):
    assert place_of(address) == kept


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "/tin", "https://", "https:///a", "https://[x/",
     "ftp://a.example/", "https://a.example/\n", "https://a.example:99999/"],
)  # fmt: skip
def test_what_is_no_page_is_refused(address):
    with pytest.raises(InvalidRequest):
        place_of(address)


@given(st.text(max_size=60))
def test_no_address_keeps_a_query_or_breaks_anything(text):
    try:
        kept = place_of(f"https://a.example/{text}")
    except InvalidRequest:
        return
    assert kept is not None
    assert kept.startswith("https://a.example/")
    assert not set("?#") & set(kept)


def test_ids_are_the_same_for_the_same_portal_and_key_only():
    assert response_id("a", "12345678") == response_id("a", "12345678")
    assert response_id("a", "12345678") != response_id("b", "12345678")
    assert response_id("a", "12345678") != response_id("a", "12345679")
    assert response_id("a", None) != response_id("a", None)
    assert len(response_id("a", "12345678")) == len(response_id("a", None)) == 32


def test_without_a_version_the_one_shown_today_is_answered():
    both = Instruments([FIRST, SECOND])
    assert check_response(body(), PORTAL, both, DAY, 7).version == 2
    assert check_response(body(), PORTAL, both, DAY - timedelta(days=1), 7).version == 1
    assert check_response(body(1), PORTAL, both, DAY, 7).version == 1


def test_a_version_of_the_future_is_unknown():
    with pytest.raises(InvalidRequest):
        check_response(body(2), PORTAL, Instruments([FIRST, SECOND]), DAY - timedelta(days=1), 7)


@pytest.mark.parametrize(("days", "is_taken"), [(7, True), (8, False)])
def test_a_retired_version_is_taken_within_its_grace(days, is_taken):
    retired = FIRST.model_copy(update={"valid_to": DAY - timedelta(days=days)})
    both = Instruments([retired, SECOND])
    if is_taken:
        assert check_response(body(1), PORTAL, both, DAY, 7) == retired
    else:
        with pytest.raises(InstrumentRetired):
            check_response(body(1), PORTAL, both, DAY, 7)


def test_a_malformed_answer_is_told_before_a_closed_portal():
    closed = PORTAL.model_copy(update={"status": PortalStatus.CLOSED})
    with pytest.raises(PortalClosed):
        check_response(body(), closed, Instruments([FIRST]), DAY, 7)
    with pytest.raises(InvalidRequest):
        check_response(body(9), closed, Instruments([FIRST]), DAY, 7)
