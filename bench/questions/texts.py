"""Made-up questions and answers in any number, whose words are as frequent as in real ones.

They are woven from the demonstration's sentences and from a vocabulary that follows Zipf's law: a
few words are everywhere, most are rare. The same chance gives the same text.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, product
from random import Random
from typing import Any

from dev.settings import ROOT
from shared.folding import syllables

_DEMO = ROOT / "services" / "qa" / "data" / "demo_questions.json"
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_ONSETS = "b c ch d đ g gh h kh l m n ng nh ph qu r s t th tr v x"
_RIMES = (
    "a ác ạc ai ãi àm ảm an án ạng ào át ẩm ận ất ây ẻ én ẹp ều ích ỉnh iết iễn ó ỏi ọn ốc ồng "
    "ộp ớ ởi ợm úc ủng ụt ừa ức ữu ỳ uyết uỗi ương ượt"
)


@dataclass(frozen=True)
class Text:
    """One question with its answer."""

    title: str
    body: str
    answer: str
    topic: str


class Texts:
    """Gives texts by chance."""

    def __init__(self) -> None:
        told: list[dict[str, Any]] = json.loads(_DEMO.read_text("utf-8"))
        self._demo = told
        self._asked = _sentences(one["body"] for one in told)
        self._answered = _sentences(one["answer"] for one in told)
        known = Counter(
            word.lower() for one in told for word in syllables(f"{one['title']} {one['body']}")
        )
        made = [f"{onset}{rime}" for onset, rime in product(_ONSETS.split(), _RIMES.split())]
        Random(11).shuffle(made)
        self._words = [*(word for word, _ in known.most_common()), *made]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def one(self, chance: Random) -> Text:
        """Return the next text."""
        about = chance.choice(self._demo)
        title = f"{about['title']}, {self._some(chance, 4)}".format(place="phường Thuận Hóa")
        file = f"Hồ sơ số {chance.randrange(10**6):06}."
        body = [chance.choice(self._asked), self._some(chance, 14).capitalize() + ".", file]
        answer = [*chance.sample(self._answered, 2), self._some(chance, 18).capitalize() + "."]
        return Text(title[:200], " ".join(body), " ".join(answer), about["topic"])

    def _some(self, chance: Random, count: int) -> str:
        return " ".join(chance.choices(self._words, cum_weights=self._weights, k=count))


def _sentences(texts: Iterable[str]) -> list[str]:
    found = [part for text in texts for part in _SENTENCE.split(text) if len(part) > 20]
    return [part.format(place="xã Phú Lộc").strip() for part in found]
