"""Reading polls: those open now, those a caller keeps, and what came of one."""

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.queries import unit_scope
from services.survey.figures.counting import RESPONSES
from services.survey.figures.months import find_days
from services.survey.figures.states import read_state
from services.survey.polls.documents import PollDocument
from services.survey.polls.model import Poll, PollNotFound, figure_of, withheld
from shared.clock import today
from shared.contracts.survey.polls import PollOut, PollResults, PollText
from shared.identity import Caller
from shared.marks import MarkedList, cut_page
from shared.paging import Page
from shared.personal_text import mask_personal

_MOST = 500


async def open_polls(portal: str | None = None) -> list[PollOut]:
    """Return the polls that take answers today, the one that ends first before the others."""
    day = today()
    running = {"state": "open", "valid_to": {"$gte": day.isoformat()}}
    polls = [stored.poll() for stored in await PollDocument.find(running).limit(_MOST).to_list()]
    shown = [
        poll
        for poll in polls
        if poll.takes_answers(day) and (portal is None or poll.portal == portal)
    ]
    return [poll.out(day) for poll in sorted(shown, key=lambda poll: (poll.valid_to, poll.id))]


async def published_poll(poll: str) -> Poll:
    """Return a poll that was ever opened; raises `PollNotFound`."""
    stored = await PollDocument.get(poll)
    if stored is None or (found := stored.poll()).state == "draft":
        raise PollNotFound
    return found


async def kept_polls(survey: SurveyRuntime, caller: Caller) -> list[PollDocument]:
    """Return the polls of the units the caller administers, the newest first."""
    units = await unit_scope(survey, caller, "admin")
    stored = await PollDocument.find_all().sort("-_id").limit(_MOST).to_list()
    return [one for one in stored if one.unit in units]


async def poll_results(survey: SurveyRuntime, poll: Poll) -> PollResults:
    """Return everything counted of a poll, for its keepers."""
    day = today()
    days = await find_days(survey.mongo, [poll.scope], poll.valid_from, poll.valid_to)
    counts = days.total()
    held = {"portal": poll.scope, "verdict": "held"}
    return PollResults(
        poll=poll.out(day),
        as_of=(await read_state(survey.mongo)).as_of,
        responses=counts[RESPONSES],
        minimum_answers=survey.settings.open_data_minimum_answers,
        questions=[figure_of(question, counts) for question in poll.questions],
        held=await survey.mongo.database["quarantine"].count_documents(held),
    )


async def public_results(survey: SurveyRuntime, poll: Poll) -> PollResults:
    """Return what everybody may see: once it is over, if the poll says so; few answers withheld.

    Raises `PollNotFound`.
    """
    if not poll.is_public or not poll.is_over(today()):
        raise PollNotFound
    results = await poll_results(survey, poll)
    minimum = results.minimum_answers
    if results.responses < minimum:
        results.responses = 0
    results.questions = [withheld(figure, minimum) for figure in results.questions]
    results.held = 0
    return results


async def browse_texts(
    survey: SurveyRuntime, poll: Poll, cursor: str | None, limit: int
) -> Page[PollText]:
    """Return what people wrote in a poll, the newest first."""
    listed = MarkedList("mark", {"poll": poll.scope}, newest_first=True)
    rows = await listed.rows(survey.mongo.database["poll_texts"], limit + 1, cursor)
    shown, following = cut_page(rows, "mark", limit)
    items = [
        PollText(
            id=row["_id"], question=row["question"], text=mask_personal(row["text"]), at=row["at"]
        )
        for row in shown
    ]
    return Page(items=items, next_cursor=following)
