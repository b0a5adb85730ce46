"""Ports, offsets and addresses from the environment and `.env`."""

from pathlib import Path

import pytest

from dev.problems import DevelopmentProblem
from dev.settings import DEFAULT_PORTS, ROOT, read_settings


def test_the_offset_shifts_every_port_address_and_the_folder() -> None:
    plain, shifted = read_settings({}), read_settings({"PORT_OFFSET": "1000"})
    assert shifted.ports == {name: port + 1000 for name, port in DEFAULT_PORTS.items()}
    assert plain.data_dir == ROOT / ".data"
    assert shifted.data_dir == ROOT / ".data" / "offset-1000"
    assert plain.public_url == "http://127.0.0.1:8080"
    assert shifted.public_url == "http://127.0.0.1:9080"
    assert shifted.url_of("qa") == "http://127.0.0.1:9102"
    assert shifted.mongodb_uri == "mongodb://127.0.0.1:28017/"
    assert shifted.redis_url == "redis://127.0.0.1:7379/0"


def test_the_environment_wins_over_the_file_and_empty_means_unset(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("QA_PORT=9002\nAUTH_PORT=9001\nMONGODB_URI=\n")
    settings = read_settings({"QA_PORT": "9003"}, env_file)
    assert (settings.ports["qa"], settings.ports["auth"]) == (9003, 9001)
    assert settings.embeds_mongodb


def test_given_stores_are_not_started() -> None:
    settings = read_settings({"MONGODB_URI": "mongodb://db/", "REDIS_URL": "redis://r/1"})
    assert not settings.embeds_mongodb
    assert not settings.embeds_redis
    assert (settings.mongodb_uri, settings.redis_url) == ("mongodb://db/", "redis://r/1")
    assert not {"mongodb", "redis"} & set(settings.ports_to_open)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"QA_PORT": "many"}, "QA_PORT must be a whole number, not 'many'"),
        ({"PORT_OFFSET": "60000"}, r"GATEWAY_PORT \(with PORT_OFFSET=60000\) is 68080"),
        ({"QA_PORT": "0"}, "QA_PORT is 0"),
        ({"QA_PORT": "8101"}, "AUTH_PORT and QA_PORT are both 8101"),
    ],
)
def test_unusable_ports_are_named(given: dict[str, str], words: str) -> None:
    with pytest.raises(DevelopmentProblem, match=words):
        read_settings(given)
