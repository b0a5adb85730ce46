"""Every event is well named, has a producer, and each listener it names acts on it."""

import importlib
import pkgutil
import re

import shared.contracts
from shared.events import Event
from shared.inbox import Subscribers

SERVICES = ("auth", "qa", "survey")


def all_events() -> list[type[Event]]:
    for module in pkgutil.walk_packages(shared.contracts.__path__, "shared.contracts."):
        importlib.import_module(module.name)
    contracts = "shared.contracts."
    return [event for event in Event.__subclasses__() if event.__module__.startswith(contracts)]


def subscribers(service: str) -> Subscribers:
    found = importlib.import_module(f"services.{service}.subscribers").subscribers
    assert isinstance(found, Subscribers)
    return found


def test_wire_names_follow_the_class() -> None:
    for event in all_events():
        words = "_".join(re.findall(r"[A-Z][a-z]+", event.__name__)).lower()
        assert re.fullmatch(rf"({'|'.join(SERVICES)})\.{words}\.v\d+", event.wire_name)


def test_each_listener_acts_and_nobody_acts_unasked() -> None:
    declared = {
        (listener, event.wire_name) for event in all_events() for listener in event.listeners
    }
    acting = {
        (service, name) for service in SERVICES for name in subscribers(service).subscriptions
    }
    assert declared == acting


def test_events_carry_nothing_personal() -> None:
    personal = {"email", "phone", "address", "full_name", "person_name", "title", "body", "text"}
    for event in all_events():
        assert not personal & set(event.model_fields), event.wire_name
