"""What a person does with the searches they keep; nobody else sees them."""

from services.qa.queue.documents import SearchesDocument, StoredSearch
from services.qa.units.tree import UnitTree
from shared.contracts.qa.searches import MOST_SEARCHES, KeepSearch, KeptSearch
from shared.ids import new_id
from shared.mongo import Transaction, transactional
from shared.problems import Conflict, NotFound


class SearchNotFound(NotFound):
    """The caller keeps no such search."""

    slug, title = "search-not-found", "You keep no such search"


class TooManySearches(Conflict):
    """A list this long helps nobody; one has to go first."""

    slug, title = "too-many-searches", "You keep too many searches already"


async def kept_searches(person: str, tree: UnitTree) -> list[KeptSearch]:
    """Return a person's searches, the first kept first."""
    found = await SearchesDocument.get(person)
    return [_shown(one, tree) for one in found.searches] if found else []


@transactional
async def keep_search(tx: Transaction, person: str, form: KeepSearch) -> None:
    """Keep a search; one of the same name is replaced. Raises `TooManySearches`."""
    found = await SearchesDocument.get(person, session=tx.session)
    kept = found.searches if found else []
    place = next((at for at, one in enumerate(kept) if one.asked.name == form.name), len(kept))
    if place == MOST_SEARCHES:
        raise TooManySearches
    replaced = [*kept[:place], StoredSearch(id=new_id(), asked=form), *kept[place + 1 :]]
    changed = SearchesDocument(id=person, searches=replaced)
    if found:
        await changed.replace(session=tx.session)
    else:
        await changed.insert(session=tx.session)


@transactional
async def drop_search(tx: Transaction, person: str, search: str) -> None:
    """Keep a search no longer. Raises `SearchNotFound`."""
    found = await SearchesDocument.get(person, session=tx.session)
    left = [one for one in found.searches if one.id != search] if found else []
    if found is None or len(left) == len(found.searches):
        raise SearchNotFound
    found.searches = left
    await found.replace(session=tx.session)


def _shown(search: StoredSearch, tree: UnitTree) -> KeptSearch:
    asked = search.asked
    unit = tree.ref(asked.unit) if asked.unit else None
    return KeptSearch(id=search.id, unit=unit, **asked.model_dump(exclude={"unit"}))
