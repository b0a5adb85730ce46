"""Ratings of answers: counted once, for the right portal, the latest one, with nothing personal."""

from datetime import timedelta

import pytest

from services.survey.directory.service import apply_directory
from services.survey.figures.rolling import roll_up
from services.survey.portals.model import Portal
from services.survey.portals.service import open_portals
from services.survey.responses.model import response_id
from services.survey.subscribers import subscribers
from shared.clock import now
from shared.contracts.auth.directory import DirectoryOut, UnitOut
from shared.contracts.qa.events import AnswerRated
from shared.contracts.qa.parts import AnswerRating
from shared.ids import new_id
from tests.services.survey.support import VALID_FROM


class Tree:
    """A province with a portal, a department with one, and an office below without."""

    def __init__(self, survey) -> None:
        self.survey = survey
        self.root, self.department, self.office = (f"{name}-{new_id()[-8:]}" for name in "pdo")

    async def plant(self) -> None:
        parents = {self.root: None, self.department: self.root, self.office: self.department}
        units = [
            UnitOut(id=one, name=one, kind="department", parent=parent, valid_from=VALID_FROM)
            for one, parent in parents.items()
        ]
        directory = DirectoryOut(units=units, people=[], calendars=[])
        await apply_directory(self.survey.runtime, directory)
        portals = [Portal(id=one, name=one, unit=one) for one in (self.root, self.department)]
        await open_portals(self.survey.runtime.mongo, portals)
        self.survey.runtime.portals.forget()

    async def tell(self, unit: str, level: str, rating: str, event: str = "", minutes: int = 0):
        rated = AnswerRated(
            rating_id=rating, unit=unit, level=AnswerRating(level),
            at=now() + timedelta(minutes=minutes),
        )  # fmt: skip
        runtime = self.survey.runtime
        message = {"name": rated.wire_name, "id": event or new_id()}
        message["payload"] = rated.model_dump(mode="json")
        await subscribers.receive(runtime, runtime.mongo, message)

    async def stored(self, rating: str):
        ids = {"_id": response_id("answer", rating)}
        return await self.survey.database["responses"].find_one(ids)

    async def counted(self, portal: str) -> dict[str, int]:
        await roll_up(self.survey.runtime.mongo)
        sums: dict[str, int] = {}
        async for month in self.survey.database["figures"].find({"scope": portal}):
            for groups in month["days"].values():
                for group, counts in groups.items():
                    assert group.endswith(":answer")
                    for name, number in counts.items():
                        sums[name] = sums.get(name, 0) + number
        return {name: number for name, number in sums.items() if number}


@pytest.fixture
async def tree(survey) -> Tree:
    made = Tree(survey)
    await made.plant()
    return made


async def test_a_rating_counts_for_the_units_own_portal(tree):
    await tree.tell(tree.department, "satisfied", "r1" + tree.root)
    assert await tree.counted(tree.department) == {"responses": 1, "interaction:satisfied": 1}
    assert await tree.counted(tree.root) == {}


async def test_without_a_portal_the_nearest_above_has_it(tree):
    await tree.tell(tree.office, "acceptable", "r2" + tree.root)
    assert await tree.counted(tree.department) == {"responses": 1, "interaction:acceptable": 1}
    await tree.survey.close_portal(tree.department)
    await tree.tell(tree.office, "dissatisfied", "r3" + tree.root)
    assert await tree.counted(tree.root) == {"responses": 1, "interaction:dissatisfied": 1}


async def test_the_same_event_again_changes_nothing(tree):
    for _ in range(3):
        await tree.tell(tree.root, "satisfied", "r4" + tree.root, event="event-4" + tree.root)
    assert await tree.counted(tree.root) == {"responses": 1, "interaction:satisfied": 1}


async def test_a_later_rating_replaces_and_an_earlier_one_does_not(tree):
    rating = "r5" + tree.root
    await tree.tell(tree.root, "dissatisfied", rating)
    assert await tree.counted(tree.root) == {"responses": 1, "interaction:dissatisfied": 1}
    await tree.tell(tree.root, "satisfied", rating, minutes=5)
    await tree.tell(tree.root, "acceptable", rating, minutes=3)
    assert await tree.counted(tree.root) == {"responses": 1, "interaction:satisfied": 1}


async def test_nothing_is_kept_but_the_level(tree):
    rating = "r6" + tree.root
    await tree.tell(tree.department, "satisfied", rating)
    kept = await tree.stored(rating)
    assert kept.keys() == {
        "_id", "portal", "version", "source", "ratings", "body_hash", "received_at", "rated_at"
    }  # fmt: skip
    assert kept["ratings"] == {"interaction": "satisfied"}
