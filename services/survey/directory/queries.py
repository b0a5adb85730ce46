"""Reading the unit tree, and which units a caller may look at."""

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.model import NotForOneUnit
from shared.identity import Caller


async def unit_scope(survey: SurveyRuntime, caller: Caller, *roles: str) -> frozenset[str]:
    """Return the units below those for which the caller holds one of these roles."""
    tree = await survey.units.get()
    subtrees = (tree.subtree(unit) for unit in caller.units_as(*roles))
    return frozenset().union(*subtrees)


async def must_administer_everything(survey: SurveyRuntime, caller: Caller) -> None:
    """Raise `NotForOneUnit` unless the caller administers every unit there is."""
    everything = (await survey.units.get()).units.keys()
    if not everything or not everything <= await unit_scope(survey, caller, "admin"):
        raise NotForOneUnit
