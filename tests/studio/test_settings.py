"""The settings as a process meets them: the embedded default, a deployment, and refusals in one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio import env, stores

SECRET = "s" * 25 + "3" * 25 + "-reel"
DEPLOYED = {
    "DATABASE_URL": "postgres://studio:studio@127.0.0.1:9/studio",
    "CELERY_BROKER_URL": "amqp://127.0.0.1:9//",
    "STUDIO_SECRET_KEY": SECRET,
    "STUDIO_PUBLIC_URL": "https://storyreel.example.com",
    "STUDIO_MAIL_URL": "smtp+tls://studio:studio@mail.example.com:587",
    "STUDIO_CACHE_URL": "redis://127.0.0.1:9/1",
    "STUDIO_S3_BUCKET": "clips",
    "STUDIO_BEHIND_PROXY": "1",
}
ASK = """
import json
from django.conf import settings as s
print(json.dumps({name: getattr(s, name) for name in %r}, default=str))
"""


def run(arguments: list[str], var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        env={**path, "STUDIO_VAR": str(var), "DJANGO_SETTINGS_MODULE": "studio.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(var: Path, *names: str, **environment: str) -> dict[str, object]:
    answer = run(["-c", ASK % (names,)], var, **environment)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"STUDIO_SECRET_KEY": ""}, "DATABASE_URL is set, so STUDIO_SECRET_KEY must be too"),
        ({"STUDIO_PUBLIC_URL": ""}, "DATABASE_URL is set, so STUDIO_PUBLIC_URL must be too"),
        ({"STUDIO_DEBUG": "1"}, "turn it off where the address is https"),
        ({"STUDIO_DEBUG": "perhaps"}, "STUDIO_DEBUG is “perhaps”"),
        ({"DATABASE_URL": "mysql://studio@127.0.0.1/studio"}, "use postgres:// or sqlite:///"),
        ({"CELERY_BROKER_URL": "sqs://"}, "CELERY_BROKER_URL starts with “sqs://”"),
    ],
)
def test_a_deployment_refuses_defaults(tmp_path: Path, change: dict[str, str], sentence: str) -> None:
    answer = run(["manage.py", "check"], tmp_path, **{**DEPLOYED, **change})
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_deployment_passes_every_check(tmp_path: Path) -> None:
    answer = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path, **DEPLOYED)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_the_embedded_default_is_told_what_a_team_needs(tmp_path: Path) -> None:
    answer = run(
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path, STUDIO_FAIL_POINTS="decode=raise"
    )
    assert answer.returncode == 1
    assert all(f"(projects.{code})" in answer.stderr for code in ("W001", "W002", "W003", "W004"))


def test_nothing_set_is_one_folder(tmp_path: Path) -> None:
    found = settings_of(
        tmp_path, "DEBUG", "DATABASES", "MEDIA_ROOT", "CELERY_BROKER_URL", "EMAIL_BACKEND", "SESSION_COOKIE_NAME"
    )
    assert found["DEBUG"] is False
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "storyreel.sqlite3")
    assert found["MEDIA_ROOT"] == str(tmp_path / "media")
    assert found["CELERY_BROKER_URL"] == f"files://localhost{tmp_path}/broker"
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"
    assert found["SESSION_COOKIE_NAME"] == "storyreel_session"
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_deployment_is_https_only(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "ALLOWED_HOSTS")
    assert settings_of(tmp_path, *names, **DEPLOYED) == {
        "SESSION_COOKIE_NAME": "__Host-s",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "ALLOWED_HOSTS": ["storyreel.example.com"],
    }


def test_each_database_gets_its_ways(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://studio@db/studio?sslmode=require")
    found = stores.databases(tmp_path)["default"]
    assert found["OPTIONS"]["sslmode"] == "require"
    assert "statement_timeout=15000" in found["OPTIONS"]["options"]
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/other.sqlite3")
    found = stores.databases(tmp_path)["default"]
    assert found["NAME"] == f"{tmp_path}/other.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
def test_sqlite_keeps_what_it_answered(tmp_path: Path) -> None:
    ask = (
        "import django; django.setup(); from django.db import connection as c; k = c.cursor()\n"
        "print([k.execute('PRAGMA ' + p).fetchone()[0] for p in ('journal_mode', 'synchronous', 'foreign_keys')])"
    )
    assert run(["-c", ask], tmp_path).stdout == "['wal', 2, 1]\n"


def test_brokers_get_their_ways() -> None:
    assert stores.broker_ways("redis://host/0")["CELERY_BROKER_TRANSPORT_OPTIONS"]["visibility_timeout"] == 900
    assert stores.broker_ways("amqps://host//") == {"CELERY_TASK_DEFAULT_QUEUE_TYPE": "quorum"}
    with pytest.raises(env.BadSetting):
        stores.broker_ways("http://host")
