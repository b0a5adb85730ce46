"""The events of other services that auth acts on: none."""

from shared.inbox import Subscribers

subscribers = Subscribers("auth")
