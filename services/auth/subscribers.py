"""The events of other services that auth acts on."""

from services.auth.rights.following import bring_runtime, note_erased, note_gathered
from shared.contracts.qa.personal_data import PersonDataErased, PersonDataGathered
from shared.inbox import Subscribers

subscribers = Subscribers("auth")

subscribers.on(PersonDataGathered, prepare=bring_runtime)(note_gathered)
subscribers.on(PersonDataErased, prepare=bring_runtime)(note_erased)
