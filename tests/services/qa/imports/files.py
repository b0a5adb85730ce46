"""Files of an old portal, and importing them over HTTP."""

import csv
import io
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from openpyxl import Workbook

from services.qa.imports.tasks import run_imports
from tests.services.qa.support import Answered, Json, RunningQa
from tests.support.tokens import bearer

HEADINGS = [
    "Mã",
    "Tiêu đề",
    "Nội dung",
    "Trả lời",
    "Đơn vị",
    "Lĩnh vực",
    "Ngày hỏi",
    "Ngày trả lời",
]
KEYS = ["external_id", "title", "body", "answer", "unit", "topic", "asked_at", "answered_at"]


def row(number: int = 1, **cells: Any) -> list[Any]:
    """Return a row in order; `cells` by field take the place of its own."""
    own = {
        "external_id": f"HD-{number}",
        "title": f"Hỏi về thủ tục số {number}",
        "body": f"Cho tôi hỏi thủ tục cấp đổi giấy phép lái xe số {number} nộp ở đâu?",
        "answer": f"Ông/bà nộp tại bộ phận một cửa, quầy {number}.",
        "unit": "Sở Tư pháp",
        "topic": "",
        "asked_at": "05/03/2024",
        "answered_at": "15/03/2024",
    }
    return [{**own, **cells}[key] for key in KEYS]


def as_csv(
    *rows: list[Any], encoding: str = "utf-8", delimiter: str = ",", headings: list[str] = HEADINGS
) -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([headings, *rows])
    return written.getvalue().encode(encoding)


def as_xlsx(*rows: list[Any], headings: list[str] = HEADINGS) -> bytes:
    book = Workbook()
    for one in (headings, *rows):
        book.active.append(one)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def as_json(*rows: list[Any]) -> bytes:
    objects = [dict(zip(KEYS, one, strict=True)) for one in rows]
    return json.dumps(objects, ensure_ascii=False).encode()


@dataclass
class Imports:
    """Imports as an administrator makes them."""

    qa: RunningQa
    admin: dict[str, str] = field(default_factory=lambda: bearer("admin1", ("admin", "ubnd-hue")))

    async def start(self, data: Any, **options: Any) -> Answered:
        """Send a file."""
        headers = options.pop("headers", self.admin) | {"X-File-Name": quote("câu hỏi cũ.csv")}
        query = {"kind": "questions", "source": "cong-cu", **options}
        return await self.qa.call("POST", "/imports", params=query, data=data, headers=headers)

    async def show(self, import_id: str) -> Json:
        shown = await self.qa.get(f"/imports/{import_id}", headers=self.admin)
        assert shown.status == 200, shown.body
        return shown.body

    async def run(self, data: Any, **options: Any) -> Json:
        """Send a file, have it worked on and return how it ended."""
        started = await self.start(data, **options)
        assert started.status == 202, started.body
        await run_imports(self.qa.runtime)
        return await self.show(started.body["id"])


def counts(told: Json) -> dict[str, int]:
    """Return the counts that are not zero."""
    names = ("created", "updated", "unchanged", "kept", "refused", "warned")
    return {name: told[name] for name in names if told[name]}
