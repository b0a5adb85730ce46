"""All that auth keeps is sealed anew, and people are found again by their hashes."""

from services.auth.people.documents import IdentityDocument, PersonDocument
from services.auth.people.queries import list_people
from services.auth.people.service import recognise
from services.auth.resealing.collections import COLLECTIONS
from services.auth.rights.documents import RightsRequestDocument
from services.auth.signins.claim_profiles import Holder
from shared.mongo import Transaction
from shared.resealing import forget_progress, reseal_all
from tests.services.auth.keeping import BASE
from tests.services.auth.settings import DATA_KEYS
from tests.services.auth.support import Browser, Stage
from tests.support.keys import NEW, only_new, rotated, sealed_with

ISSUER, SUBJECT = "https://sso.example", "someone-1"


async def test_nothing_is_left_under_the_old_key_and_everybody_is_found(
    keeper: Browser, keeping: Stage
) -> None:
    runtime = keeping.runtime
    holder = Holder(account="person", name="Hồ Thị Khóa", email="khoa@thu.example", number="1")

    async def sign_in(tx: Transaction) -> str:
        known = await recognise(tx, runtime.cipher, issuer=ISSUER, subject=SUBJECT, holder=holder)
        return known.id

    person = await runtime.mongo.run(sign_in)
    made = await keeper.post(
        f"{BASE}/people", json={"name": "Tạ Khóa Mới", "email": "moi@hue.example", "roles": []}
    )
    assert made.status == 201, made.text
    asked = await keeper.post(
        f"{BASE}/rights-requests", json={"kind": "object", "text": "Xin thôi gửi thư"}
    )
    assert asked.status == 201, asked.text
    await keeper.post(f"{BASE}/directory-imports?kind=units", data=b"Ma,Ten\n")
    before = await sealed_with(runtime.mongo, "t1")
    assert {"people.name", "signing_keys.sealed_jwk", "directory_imports.sealed"} <= before

    await forget_progress(runtime.mongo)
    cipher = rotated(DATA_KEYS)
    async for _ in reseal_all(runtime.mongo, cipher, COLLECTIONS):
        pass
    try:
        assert await sealed_with(runtime.mongo, "t1") == set()
        runtime.cipher = only_new()
        assert await runtime.mongo.run(sign_in) == person
        stored = await PersonDocument.get(person)
        assert stored is not None
        assert stored.opened(only_new()).number == "1"
        found = await list_people(
            only_new(), units=None, role=None, cursor=None, limit=10, q="khoa moi"
        )
        assert [one.name for one in found.items] == ["Tạ Khóa Mới"]
        request = await RightsRequestDocument.get(asked.json["id"])
        assert request is not None
        assert request.opened(only_new()).text == "Xin thôi gửi thư"
        assert await IdentityDocument.find({"person": person}).count() == 1
    finally:
        await forget_progress(runtime.mongo)
        runtime.cipher = runtime.settings.cipher()
        back = rotated(NEW, DATA_KEYS)
        async for _ in reseal_all(runtime.mongo, back, COLLECTIONS):
            pass
        await forget_progress(runtime.mongo)
