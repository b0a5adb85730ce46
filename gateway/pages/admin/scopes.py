"""What the forms of policies and of ladders share: for which unit and topic, and from which day."""

from collections.abc import Mapping
from datetime import timedelta

from gateway.pages.forms import Fault
from gateway.translations import mark
from shared.clock import today

SCOPE = ("unit", "unit_name", "topic")
SCOPE_FIELDS: Mapping[str, Mapping[str, str]] = {
    "unit": {"": mark("Không có đơn vị này. Hãy tìm rồi chọn.")},
    "topic": {},
}
_DAY = {"": mark("Ngày chưa đúng. Ngày cuối không được trước ngày đầu.")}
DAY_FIELDS: Mapping[str, Mapping[str, str]] = {"valid_from": _DAY, "valid_to": _DAY}


def read_scope(values: Mapping[str, str]) -> dict[str, str | None] | list[Fault]:
    """Return which unit and topic a form means, or that it names a unit nobody picked."""
    scope = {name: values[name].strip() or None for name in ("unit", "topic")}
    if values["unit_name"].strip() and not scope["unit"]:
        return [Fault("unit", "unknown_unit")]
    return scope


def tomorrow() -> str:
    """Return the first day a new version may count from."""
    return (today() + timedelta(days=1)).isoformat()
