"""A new installation's secrets: complete, private, made once, and such that settings take them."""

import json
import stat

from services.auth.settings import AuthSettings
from services.operations.secrets import GIVEN, make_secrets, missing_from_others, names
from services.qa.settings import QaSettings
from services.survey.settings import SurveySettings

HOSTS = {"mongodb": "mongo:27017/?replicaSet=langnghe", "redis": "redis:6379"}


def test_every_secret_is_made_once_where_its_owner_alone_comes(tmp_path):
    folder = tmp_path / "secrets"
    assert sorted(make_secrets(folder, **HOSTS)) == sorted(names())
    before = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(before) == set(names())
    assert len(set(before.values())) == len(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o444}
    assert make_secrets(folder, **HOSTS) == []
    assert {path.name: path.read_text() for path in folder.iterdir()} == before
    assert missing_from_others(folder) == GIVEN


def test_addresses_name_one_user_for_each_service(tmp_path):
    make_secrets(tmp_path, **HOSTS)
    password = (tmp_path / "MONGODB_QA_PASSWORD").read_text()
    assert (tmp_path / "QA_MONGODB_URI").read_text() == (
        f"mongodb://qa:{password}@mongo:27017/?replicaSet=langnghe&authSource=admin"
    )
    known = json.loads((tmp_path / "AUTH_SERVICE_SECRETS").read_text())
    assert known["survey"] == (tmp_path / "SURVEY_SERVICE_SECRET").read_text()


def test_settings_take_them_from_the_folder_as_in_production(tmp_path, monkeypatch):
    make_secrets(tmp_path, **HOSTS)
    (tmp_path / "AUTH_OIDC_CLIENT_SECRET").write_text("of-the-provider-32-characters-long\n")
    for name, value in {
        "ENVIRONMENT": "production", "PUBLIC_URL": "https://langnghe.example.vn",
        "AUTH_OIDC_ISSUER": "https://id.example.vn", "QA_MAIL_FROM": "hoi-dap@example.vn",
        "SECRETS_DIR": str(tmp_path),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    auth, qa, survey = AuthSettings(), QaSettings(), SurveySettings()
    assert auth.oidc_others == []
    assert auth.oidc_client_secret.get_secret_value() == "of-the-provider-32-characters-long"
    assert qa.service_secret == auth.service_secrets["qa"]
    assert qa.redis_url == survey.redis_url == (tmp_path / "REDIS_URL").read_text()
    other = {
        "name": "dvc", "title": "Dịch vụ công", "issuer": "https://dvc.example.vn",
        "client_id": "langnghe", "client_secret": "of-the-other-provider-32-letters",
    }  # fmt: skip
    (tmp_path / "AUTH_OIDC_OTHERS").chmod(0o644)
    (tmp_path / "AUTH_OIDC_OTHERS").write_text(json.dumps([other]) + "\n")
    [registered] = AuthSettings().oidc_others
    assert (registered.name, registered.issuer) == ("dvc", "https://dvc.example.vn")
    monkeypatch.setenv("QA_SERVICE_SECRET", "the-environment-wins")
    assert QaSettings().service_secret.get_secret_value() == "the-environment-wins"
