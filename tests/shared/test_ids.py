"""Record ids sort by time, codes survive being typed, secrets are long."""

import time
import uuid
from datetime import timedelta

from shared.clock import now
from shared.ids import READABLE, first_id, id_moment, new_id, new_secret, normal_code, readable_code


def test_record_ids_are_uuid_version_7_and_sort_by_time() -> None:
    first = new_id()
    time.sleep(0.002)
    second = new_id()
    assert first < second
    for made in (first, second):
        assert uuid.UUID(made).version == 7
        assert uuid.UUID(made).variant == uuid.RFC_4122


def test_record_ids_do_not_repeat() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_an_id_tells_when_it_was_made() -> None:
    made_at = id_moment(new_id())
    assert made_at is not None
    assert abs(now() - made_at) < timedelta(minutes=1)
    assert id_moment(first_id(made_at)) == made_at
    for other in ("", "justice", "f" * 32):
        assert id_moment(other) is None


def test_codes_use_letters_that_are_not_misread() -> None:
    code = readable_code(200)
    assert len(code) == 200
    assert set(code) <= set(READABLE)
    assert not set("ILOU") & set(READABLE)


def test_a_typed_code_is_read_as_it_was_meant() -> None:
    assert normal_code(" 7k3m-9oil ") == "7K3M9011"
    code = readable_code()
    assert normal_code(f"{code[:4]}-{code[4:]}".lower()) == code


def test_secrets_differ_and_hold_enough_chance() -> None:
    assert len({new_secret() for _ in range(1_000)}) == 1_000
    assert len(new_secret(24)) == 32
