"""Secrets are made once, kept privately, and in the form the services read."""

import base64
import json
from pathlib import Path

import pytest

from dev.problems import DevelopmentProblem
from dev.secrets import load_secrets, refuse_lost_secrets


def test_they_are_random_private_and_stay_the_same(tmp_path: Path) -> None:
    first = load_secrets(tmp_path, {})
    assert load_secrets(tmp_path, {}) == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    (tmp_path / "other").mkdir()
    other = load_secrets(tmp_path / "other", {})
    assert not set(first.values()) & set(other.values())


def test_their_form(tmp_path: Path) -> None:
    secrets = load_secrets(tmp_path, {})
    for name in ("AUTH_DATA_KEYS", "QA_DATA_KEYS"):
        key_id, key = secrets[name].split(":")
        assert key_id
        assert len(base64.b64decode(key)) == 32
    assert secrets["SANDBOX_CLIENT_SECRET"] == secrets["AUTH_OIDC_CLIENT_SECRET"]
    assert json.loads(secrets["AUTH_SERVICE_SECRETS"]) == {
        name: secrets[f"{name.upper()}_SERVICE_SECRET"] for name in ("gateway", "qa", "survey")
    }


def test_a_given_one_wins_and_a_new_one_is_added(tmp_path: Path) -> None:
    kept = load_secrets(tmp_path, {})["AUTH_DATA_KEYS"]
    (tmp_path / "secrets.json").write_text(json.dumps({"AUTH_DATA_KEYS": kept}))
    secrets = load_secrets(tmp_path, {"QA_SERVICE_SECRET": "given"})
    assert secrets["AUTH_DATA_KEYS"] == kept
    assert json.loads(secrets["AUTH_SERVICE_SECRETS"])["qa"] == "given"
    assert "given" not in (tmp_path / "secrets.json").read_text()


@pytest.mark.parametrize("text", ["{", "[]"])
def test_a_damaged_file_is_not_replaced(tmp_path: Path, text: str) -> None:
    (tmp_path / "secrets.json").write_text(text)
    with pytest.raises(DevelopmentProblem, match="make clean"):
        load_secrets(tmp_path, {})
    assert (tmp_path / "secrets.json").read_text() == text


def test_data_without_its_keys_is_not_given_new_ones(tmp_path: Path) -> None:
    with pytest.raises(DevelopmentProblem, match=r"not the keys .* \(secrets.json\)"):
        refuse_lost_secrets(tmp_path)
    load_secrets(tmp_path, {})
    refuse_lost_secrets(tmp_path)
