"""What auth forgets in its time: sessions, imports, settled requests; open ones stay."""

from datetime import timedelta

from services.auth.retention.rules import rules
from services.auth.rights.documents import RightsRequestDocument
from shared.clock import at, now
from shared.retention import forget
from tests.services.auth.keeping import BASE
from tests.services.auth.support import Browser, Stage


async def test_settled_requests_and_imports_go_and_open_ones_stay(
    keeper: Browser, stage: Stage
) -> None:
    await RightsRequestDocument.find_all().delete()
    database = stage.runtime.mongo.database
    await database["directory_imports"].delete_many({})
    made = []
    for kind in ("correct", "object"):
        asked = await keeper.post(f"{BASE}/rights-requests", json={"kind": kind, "text": "Sửa"})
        made.append(asked.json["id"])
    taken = await keeper.post(
        f"{BASE}/rights-requests/{made[0]}/withdraw", headers={"If-Match": '"1"'}
    )
    assert taken.status == 200
    for _ in range(2):
        await keeper.post(f"{BASE}/directory-imports?kind=units", data=b"Ma,Ten\n")
    first = await database["directory_imports"].find_one({})
    assert first is not None
    await database["directory_imports"].update_one(
        {"_id": first["_id"]}, {"$set": {"run_at": None}}
    )
    with at(now() + timedelta(days=1_826)):
        outcomes = await forget(stage.runtime.mongo, rules(stage.runtime.settings))
    told = {one.rule.name: one.rows for one in outcomes}
    assert told["settled requests about personal data"] == 1
    assert told["directory imports"] == 1
    assert [one.id for one in await RightsRequestDocument.find_all().to_list()] == [made[1]]
    assert await stage.count("directory_imports") == 1
