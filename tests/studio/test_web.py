"""The one-port server as a real process: headers, the stream beside the pages, and a stop that does not wait for tabs."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio import roles
from tests.studio import processes

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}
HEADERS = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
SIGN_IN = """
import django; django.setup()
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from projects.models import Membership, Role, User, Workspace
olga = User.objects.create_user("olga@example.com", "correct horse battery")
harbour = Workspace.objects.create(title="Harbour")
Membership.objects.create(workspace=harbour, user=olga, role=Role.OWNER)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(olga.pk), olga.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session.save()
print(harbour.slug, session.session_key)
"""


class Site:
    """A running `studio.web`, prepared in its own folder."""

    def __init__(self, var: Path, **more: str) -> None:
        self.port = processes.free_port()
        self.environment = processes.environment(var, self.port, **more)
        subprocess.run([sys.executable, "-m", "studio.prepare"], env=self.environment, check=True, capture_output=True)
        self.process = processes.start("studio.web", self.environment)
        host = {"Host": "storyreel.example.com"} if more else {}
        processes.wait_until(lambda: processes.get(self.port, **host)[0] == 200)

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=20)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("plain"))
    yield site
    site.stop()


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    more = {"STUDIO_PUBLIC_URL": "https://storyreel.example.com", "STUDIO_BEHIND_PROXY": "1"}
    site = Site(tmp_path_factory.mktemp("proxied"), **more)
    yield site
    site.stop()


def test_every_page_carries_the_headers(plain: Site) -> None:
    status, headers = processes.get(plain.port, "/login/")
    assert status == 200
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert set(headers["content-security-policy"].split("; ")) == POLICY
    assert "server" not in headers
    assert "strict-transport-security" not in headers


def test_behind_a_proxy_everything_is_https(proxied: Site) -> None:
    host = "storyreel.example.com"
    status, headers = processes.get(proxied.port, "/login/", Host=host)
    assert (status, headers["location"]) == (301, "https://storyreel.example.com/login/")
    status, headers = processes.get(proxied.port, "/login/", Host=host, X_Forwarded_Proto="https")
    assert status == 200
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["set-cookie"].startswith("__Host-csrf=")
    assert "; Secure" in headers["set-cookie"]


def test_another_name_is_refused(proxied: Site) -> None:
    status, _headers = processes.get(proxied.port, "/login/", Host="evil.example.com", X_Forwarded_Proto="https")
    assert status == 400


def test_static_files_last_for_ever_under_their_hashed_names(plain: Site) -> None:
    [stored] = (Path(plain.environment["STUDIO_VAR"]) / "static" / "js").glob("timing.*.js")
    status, headers = processes.get(plain.port, f"/static/js/{stored.name}", Accept_Encoding="gzip")
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert "immutable" in headers["cache-control"]


def test_an_open_stream_does_not_hold_up_the_stop(tmp_path: Path) -> None:
    site = Site(tmp_path)
    try:
        signed = subprocess.run(
            [sys.executable, "-c", SIGN_IN],
            env={**site.environment, "DJANGO_SETTINGS_MODULE": "studio.settings"},
            check=True,
            capture_output=True,
            text=True,
        )
        slug, key = signed.stdout.split()
        stream = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        stream.request("GET", f"/_/stream/?topics=w:{slug}", headers={"Cookie": f"storyreel_session={key}"})
        answer = stream.getresponse()
        assert answer.status == 200
        assert answer.readline().startswith(b"retry:")
        assert processes.get(site.port)[0] == 200
        before = time.monotonic()
        site.process.send_signal(signal.SIGTERM)
        site.process.wait(20)
        assert time.monotonic() - before < 10
        stream.close()
    finally:
        site.stop()


def test_the_probe_asks_as_the_public_address(proxied: Site) -> None:
    ask = [sys.executable, "-m", "studio.probe"]
    assert subprocess.run(ask, env=proxied.environment, check=False).returncode == 0
    assert subprocess.run([*ask, "readyz"], env=proxied.environment, check=False).returncode == 1
    elsewhere = {**proxied.environment, "PORT": str(processes.free_port())}
    assert subprocess.run(ask, env=elsewhere, check=False).returncode == 1


def test_an_unknown_role_is_refused_in_a_sentence() -> None:
    with pytest.raises(
        SystemExit, match="There is no role “cook”; use one of prepare, web, worker, wire, practice, sweeper"
    ):
        roles.become("cook")
