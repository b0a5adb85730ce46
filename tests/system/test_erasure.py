"""Somebody is shown and then erased: every collection of every database is searched for them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from services.auth import seeds
from services.auth.app import create_app as create_auth
from services.auth.bootstrap import AuthRuntime
from services.auth.people.service import recognise
from services.auth.rights.__main__ import erase_again, erased
from services.auth.signins.claim_profiles import Holder
from services.auth.subscribers import subscribers as auth_subscribers
from services.qa.app import create_app as create_qa
from services.qa.directory.service import apply_directory
from services.qa.personal_data.tasks import serve_person_data
from services.qa.subscribers import subscribers as qa_subscribers
from services.survey.app import create_app as create_survey
from shared import outbox
from shared.cipher import parse_keys
from shared.clock import at, now
from shared.ids import new_id
from shared.mongo import Transaction
from tests.services.auth.settings import auth_settings
from tests.services.qa.attachments.corpus import pdf
from tests.services.qa.settings import qa_settings
from tests.services.qa.support import RunningQa
from tests.services.survey.settings import survey_settings
from tests.services.survey.support import RunningSurvey
from tests.support.databases import drop_database
from tests.support.serving import serving
from tests.support.tokens import bearer, verifier
from tests.support.unsealing import find_everywhere

UNIT = "so-tu-phap"
ADMIN = ("admin", "tp-hue")
OFFICER = ("officer", UNIT)
NAME, NUMBER = "Tôn Nữ Thục Khuê", "000190777888"
MAIL, PHONE, MAIL_OF_ACCOUNT = "thuc.khue@thu.example", "+84905123987", "tk.vneid@thu.example"
WORDS = [
    "hẻm Hoa Giấy", "giấy chứng nhận số KH 55321", "con trai tôi bị hen", "bị bệnh tim nặng",
    "gọi lại cho chị Khuê", "tờ-khai-của-Khuê", "nội dung tệp riêng tư", "xin đừng nói với ai",
]  # fmt: skip
PERSONAL = [NAME, NUMBER, MAIL, PHONE, MAIL_OF_ACCOUNT, *WORDS]
PDF = pdf(head="%PDF-1.7\n% nội dung tệp riêng tư\n".encode())


@dataclass
class Province:
    """The three services, their events carried by hand."""

    uri: str
    auth_url: str
    auth: AuthRuntime
    qa: RunningQa
    survey: RunningSurvey

    async def call(self, method: str, path: str, who: dict[str, str], **options: Any) -> Any:
        """Call auth and return the JSON of a success."""
        headers = {**who, **options.pop("headers", {})}
        url = f"{self.auth_url}/api/auth/v1{path}"
        async with self.qa.http.request(method, url, headers=headers, **options) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def qa_call(self, method: str, path: str, who: dict[str, str], **options: Any) -> Any:
        """Call qa and return the JSON of a success."""
        answer = await self.qa.call(
            method, path, headers={**who, **options.pop("headers", {})}, **options
        )
        assert answer.status < 300, answer.body
        return answer.body

    async def carry_events(self) -> None:
        """Bring every event to its listeners, as the workers do, until none is left."""
        sides = {
            "auth": (auth_subscribers, self.auth),
            "qa": (qa_subscribers, self.qa.runtime),
        }  # fmt: skip
        for _ in range(4):
            for runtime in (self.auth, self.qa.runtime):
                database = runtime.mongo.database

                async def send(listener: str, message: dict[str, Any]) -> None:
                    if listener in sides:
                        acting, inside = sides[listener]
                        if message["name"] != "auth.directory_changed.v1":
                            await acting.receive(inside, inside.mongo, message)

                    async def confirm(tx: Transaction) -> None:
                        await outbox.confirm(tx.database, message["id"], listener, tx.session)

                    await runtime.mongo.run(confirm)  # noqa: B023 - run before the next turn

                while await outbox.relay_due(database, send, now()):
                    pass
            await serve_person_data(self.qa.runtime)

    def find(self, needles: list[str]) -> list[str]:
        """Search everything."""
        held = {
            runtime.mongo.database.name: parse_keys(runtime.settings.data_keys.get_secret_value())
            for runtime in (self.auth, self.qa.runtime)
        }
        return find_everywhere(self.uri, {**held, self.survey.database.name: {}}, needles)


@pytest.fixture(scope="module")
async def province(mongodb_uri: str, redis_url: str) -> AsyncIterator[Province]:
    redis = redis_url.rsplit("/", 1)[0]
    run = new_id()
    auth = create_auth(auth_settings(mongodb_uri, f"{redis}/12", f"test_own_auth_{run}"))
    qa = create_qa(qa_settings(mongodb_uri, f"{redis}/12", f"test_own_qa_{run}"))
    survey = create_survey(survey_settings(mongodb_uri, f"{redis}/12", f"test_own_survey_{run}"))
    async with (
        serving(auth) as auth_url,
        serving(qa) as qa_url,
        serving(survey) as survey_url,
        aiohttp.ClientSession() as http,
    ):
        for app in (auth, qa, survey):
            app.state.callers = verifier()
        await seeds.seed(auth.state.runtime)
        directory = await seeds.directory(auth.state.runtime)
        await apply_directory(qa.state.runtime, directory)
        yield Province(
            mongodb_uri,
            auth_url,
            auth.state.runtime,
            RunningQa(qa_url, qa.state.runtime, http),
            RunningSurvey(survey_url, survey.state.runtime, http),
        )
    for app in (auth, qa, survey):
        await drop_database(mongodb_uri, app.state.runtime.settings.database)


async def sign_up(province: Province) -> str:
    """Let somebody sign in for the first time; return their id."""
    holder = Holder(account="person", name=NAME, email=MAIL_OF_ACCOUNT, number=NUMBER)

    async def work(tx: Transaction) -> str:
        known = await recognise(
            tx, province.auth.cipher, issuer="https://sso.example", subject=new_id(), holder=holder
        )
        return known.id

    return await province.auth.mongo.run(work)


async def ask(province: Province, who: dict[str, str], **fields: Any) -> dict[str, Any]:
    body = {
        "title": "Hỏi về nhà ở hẻm Hoa Giấy", "unit": UNIT, "name": NAME, "email": MAIL,
        "phone": PHONE, "may_publish": True,
        "body": f"Tôi là {NAME}, có giấy chứng nhận số KH 55321, xin hỏi thủ tục.", **fields,
    }  # fmt: skip
    headers = {"Idempotency-Key": new_id()}
    asked: dict[str, Any] = await province.qa_call(
        "POST", "/questions", who, json=body, headers=headers
    )
    return asked


async def live_through(province: Province, who: dict[str, str]) -> dict[str, str]:
    """Leave traces wherever a citizen can; return the codes of three questions."""
    officer = bearer("demo-officer1", OFFICER)
    qa = province.qa

    async def act(code: str, action: str, body: Any, by: dict[str, str]) -> Any:
        version = {"If-Match": f'"{(await qa.stored(code)).version}"'}
        path = f"/questions/{code}/{action}"
        return await province.qa_call("POST", path, by, json=body, headers=version)

    public = (await ask(province, who))["code"]
    name = {"X-File-Name": "t%E1%BB%9D-khai-c%E1%BB%A7a-Khu%C3%AA.pdf"}
    await province.qa_call("POST", f"/questions/{public}/attachments", who, data=PDF, headers=name)
    await act(public, "notes", {"text": "Nhớ gọi lại cho chị Khuê", "mentions": []}, officer)
    edited = {
        "title": "Hỏi về thủ tục nhà đất", "body": "Người dân hỏi thủ tục về nhà đất.",
        "text": "Hồ sơ nộp tại bộ phận một cửa.",
    }  # fmt: skip
    await act(public, "publish", {"text": f"Chào {NAME}, mời chị tới.", "public": edited}, officer)
    await act(public, "follow-ups", {"text": "Xin hỏi thêm, con trai tôi bị hen."}, who)
    await act(public, "rating", {"level": "satisfied", "comment": "xin đừng nói với ai"}, who)

    plain = (await ask(province, who))["code"]
    await act(plain, "publish", {"text": f"Chào chị {NAME}, mời chị tới nộp."}, officer)

    waiting = (await ask(province, who, may_publish=False))["code"]
    await act(waiting, "request-info", {"text": f"{NAME} bị bệnh tim nặng phải không?"}, officer)
    await province.carry_events()
    portal = await province.survey.new_portal()
    rated = await province.survey.call(
        "POST", "/api/survey/v1/responses", headers=who,
        json={"portal": portal, "ratings": {"quality": "good"}},
    )  # fmt: skip
    assert rated.status == 201, rated.text
    return {"public": public, "plain": plain, "waiting": waiting}


async def request(province: Province, who: dict[str, str], **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = await province.call("POST", "/rights-requests", who, json=body)
    return made


async def handle(province: Province, made: dict[str, Any], step: str, text: str = "") -> Any:
    admin = bearer("demo-admin1", ADMIN)
    shown = await province.call("GET", f"/rights-work/{made['id']}", admin)
    return await province.call(
        "POST", f"/rights-work/{made['id']}/{step}", admin,
        json={"text": text} if step != "acknowledge" else None,
        headers={"If-Match": f'"{shown["version"]}"'},
    )  # fmt: skip


async def test_somebody_sees_all_their_data_and_then_it_is_nowhere(province: Province) -> None:
    person = await sign_up(province)
    who = bearer(person)
    codes = await live_through(province, who)
    held = {one.partition(": ")[2] for one in await asyncio.to_thread(province.find, PERSONAL)}
    assert held == set(PERSONAL), "the search must find what is there"

    view = await request(province, who, kind="view")
    await province.carry_events()
    done = await province.call("GET", f"/rights-requests/{view['id']}", who)
    assert done["state"] == "done"
    account = await province.call("GET", f"/rights-requests/{view['id']}/copy", who)
    assert (account["profile"]["name"], account["profile"]["number"]) == (NAME, NUMBER)
    copied = await province.qa_call("GET", f"/data-copies/{view['id']}", who)
    assert {one["code"] for one in copied["questions"]} == set(codes.values())
    first = next(one for one in copied["questions"] if one["code"] == codes["public"])
    assert first["contact"]["email"] == MAIL
    assert first["consents"][0]["text"]["words"]["label"]
    assert "con trai tôi bị hen" in str(first["messages"])

    erasure = await request(province, who, kind="erase", text="xin đừng nói với ai")
    await handle(province, erasure, "acknowledge")
    await handle(province, erasure, "agree")
    await province.carry_events()
    left = await asyncio.to_thread(province.find, PERSONAL)
    assert left == []
    admin = bearer("demo-admin1", ADMIN)
    proof = await province.call("GET", f"/rights-work/{erasure['id']}", admin)
    assert (proof["state"], proof["person_name"], proof["text"]) == ("done", "", "")


async def test_the_units_work_stays_countable_and_the_edited_version_public(
    province: Province,
) -> None:
    person = await sign_up(province)
    who = bearer(person)
    codes = await live_through(province, who)
    erasure = await request(province, who, kind="erase")
    await handle(province, erasure, "agree")
    await province.carry_events()
    public = await province.qa.get(f"/questions/{codes['public']}")
    assert public.status == 200
    assert public.body["title"] == "Hỏi về thủ tục nhà đất"
    assert public.body["answer"]["text"] == "Hồ sơ nộp tại bộ phận một cửa."
    assert (await province.qa.get(f"/questions/{codes['plain']}")).status == 404
    plain = await province.qa.stored(codes["plain"])
    assert (plain.status, plain.owner, plain.contact) == ("answered", None, None)
    assert plain.answer is not None
    assert plain.answer.answered_at > plain.asked_at
    assert (await province.qa.stored(codes["waiting"])).status == "withdrawn"
    own = await province.qa.get("/my-questions", headers=who)
    assert own.body["items"] == []


async def test_what_was_done_with_the_last_token_is_erased_too(province: Province) -> None:
    person = await sign_up(province)
    who = bearer(person)
    erasure = await request(province, who, kind="erase")
    await handle(province, erasure, "agree")
    await province.carry_events()
    late = (await ask(province, who))["code"]
    assert await asyncio.to_thread(province.find, [NAME])
    with at(now() + timedelta(minutes=11)):
        await serve_person_data(province.qa.runtime)
    assert (await province.qa.stored(late)).owner is None
    await province.carry_events()
    assert await asyncio.to_thread(province.find, [NAME, MAIL]) == []


async def test_who_comes_back_with_a_restored_copy_is_erased_again(province: Province) -> None:
    person = await sign_up(province)
    who = bearer(person)
    code = (await ask(province, who))["code"]
    people = province.auth.mongo.database["people"]
    row, question = await people.find_one({"_id": person}), await province.qa.stored(code)
    assert row is not None
    erasure = await request(province, who, kind="erase")
    await handle(province, erasure, "agree")
    await province.carry_events()
    assert any(line.startswith(f"{person} ") for line in await erased())
    await people.insert_one(row)
    later = {"question": question.id, "number": {"$gt": question.timeline_length}}
    await province.qa.runtime.mongo.database["timeline"].delete_many(later)
    await question.replace()
    assert await asyncio.to_thread(province.find, [NAME, MAIL])
    await erase_again(province.auth, person)
    await province.carry_events()
    assert await asyncio.to_thread(province.find, [NAME, MAIL]) == []


async def test_an_erasure_that_stopped_half_way_goes_on(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await sign_up(province)
    who = bearer(person)
    await live_through(province, who)
    erasure = await request(province, who, kind="erase")
    await handle(province, erasure, "agree")
    done = 0

    async def killed(tx: Transaction, question: str) -> None:
        nonlocal done
        done += 1
        if done > 1:
            raise RuntimeError("the worker was killed")
        await forget(tx, question)

    from services.qa.personal_data import erasing

    forget = erasing._forget_files
    monkeypatch.setattr(erasing, "_forget_files", killed)
    with pytest.raises(RuntimeError):
        await province.carry_events()
    monkeypatch.undo()
    with at(now() + timedelta(minutes=6)):
        await serve_person_data(province.qa.runtime)
    assert await asyncio.to_thread(province.find, [MAIL, *WORDS]) == []
