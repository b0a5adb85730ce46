"""The services' JSON API as the pages call it: one small class per service.

    Visitor's request ── AuthClient   who is signed in, units
                      ├─ QaClient     questions and the responders' work on them
                      └─ SurveyClient the instrument, responses, figures

A refusal is a `ServiceProblem`, a service that does not answer as agreed a `ServiceDown`.
"""

from gateway.clients.auth import AuthClient
from gateway.clients.base import OnBehalf, ServiceDown, ServiceProblem
from gateway.clients.qa import QaClient
from gateway.clients.survey import SurveyClient

__all__ = [
    "AuthClient",
    "OnBehalf",
    "QaClient",
    "ServiceDown",
    "ServiceProblem",
    "SurveyClient",
]
