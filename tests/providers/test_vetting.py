"""Which addresses are dialled: every private, special and oddly spelt one is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpcore
import pytest

from projects.providers import vetting
from projects.providers.dialling import Dialler
from projects.providers.vetting import Closed

HERE = Path(__file__).parent / "addresses"
INSIDE = (HERE / "inside.txt").read_text().split()
SPELT = (
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "localhost",
    "",
    "example.com",
    "8.8.8.8 ",
    "8.8.8.8/32",
    "1.2.3",
)
OUTSIDE = (
    "8.8.8.8",
    "1.1.1.1",
    "93.184.216.34",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
    "172.15.0.1",
    "172.32.0.1",
)


def test_the_list_is_long_enough() -> None:
    assert len(set(INSIDE)) >= 60


@pytest.mark.parametrize("address", [*INSIDE, *SPELT])
def test_inside_is_not_public(address: str) -> None:
    assert not vetting.public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside_is(address: str) -> None:
    assert vetting.public(address)


REFUSED = (HERE / "refused.txt").read_text().split()
BLANKS = (
    " https://media.example.com/", "https://media.example.com/a b", "https://media.example.com/\r\nHost: evil",
    "https://media\n.example.com/", "https://media.example.com\t.evil/", "https://media.example.com/\0", "",
    "\u00a0", "https://media.example.com /", "https://" + "a" * 70_000,
)  # fmt: skip
TAKEN = (
    "https://media.example.com/a.mp4", "HTTPS://Media.Example.Com/a", "https://media.example.com:443/a?b=c#d",
    "https://media.example.com./", "https://xn--mnchen-3ya.example/", "https://a_b-c.example.com/@x?y=@z#@evil.example.com",
    "https://media.example.com?@evil.example.com", "https://media.example.com#@evil.example.com", "https://127.example.com/",
)  # fmt: skip


@pytest.mark.parametrize("url", [*REFUSED, *BLANKS[:-1]])
def test_addresses_that_are_refused_as_they_stand(url: str) -> None:
    with pytest.raises(Closed):
        vetting.check(url, ())


@pytest.mark.parametrize("url", TAKEN)
def test_addresses_that_are_asked_for(url: str) -> None:
    host, port = vetting.check(url, ())
    assert port == 443 and host.endswith((".example.com", ".example"))


def test_there_are_enough_spellings() -> None:
    assert len({*REFUSED, *BLANKS, *TAKEN}) >= 80


def test_only_what_an_operator_listed_may_be_private() -> None:
    allowed = {"127.0.0.1:8000", "gateway.internal:8443"}
    assert vetting.check("http://127.0.0.1:8000/x", allowed) == ("127.0.0.1", 8000)
    assert vetting.check("https://gateway.internal:8443/x", allowed) == ("gateway.internal", 8443)
    for url in (
        "http://127.0.0.1:8001/",
        "http://127.0.0.2:8000/",
        "http://127.1:8000/",
        "ftp://127.0.0.1:8000/",
        "http://gateway.internal/",
        "https://evilgateway.internal:8443/",
        "https://gateway.internal.evil.example.com:8443/",
        "http://x@127.0.0.1:8000/",
    ):
        with pytest.raises(Closed):
            vetting.check(url, allowed)


class Recorder(httpcore.NetworkBackend):
    """Notes what would be dialled."""

    def __init__(self) -> None:
        self.dialled: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, *rest: Any, **more: Any) -> httpcore.NetworkStream:
        """Nobody is there."""
        self.dialled.append((host, port))
        raise httpcore.ConnectError("nobody")


def dial(host: str, port: int, *answers: list[str], allowed: frozenset[str] = frozenset()) -> list[tuple[str, int]]:
    """What is dialled where the resolver answers these, one after the other; every look-up has to be used."""
    script = iter(answers)
    dialler = Dialler(allowed, lambda host, port: next(script))
    dialler.inner = recorder = Recorder()  # type: ignore[assignment]
    with pytest.raises(httpcore.ConnectError, match="nobody"):
        dialler.connect_tcp(host, port, 1.0)
    return recorder.dialled


def test_the_vetted_address_is_dialled_and_looked_up_once() -> None:
    """Rebinding: the second answer of a resolver is never asked for."""
    assert dial("media.example.com", 443, ["8.8.8.8"], ["127.0.0.1"]) == [("8.8.8.8", 443)]
    assert dial("media.example.com", 443, ["8.8.8.8", "1.1.1.1"]) == [("8.8.8.8", 443), ("1.1.1.1", 443)]


@pytest.mark.parametrize("inside", [*INSIDE[:40:3], "", "media.example.com"])
def test_one_private_address_spoils_the_name(inside: str) -> None:
    """Names that lead inside, alone and mixed with public ones in either order."""
    for answer in ([inside], ["8.8.8.8", inside], [inside, "8.8.8.8"], []):
        dialler = Dialler(frozenset(), lambda host, port, answer=answer: answer)
        dialler.inner = recorder = Recorder()  # type: ignore[assignment]
        with pytest.raises(httpcore.UnsupportedProtocol):
            dialler.connect_tcp("10.0.0.1.nip.example.com", 443, 1.0)
        assert not recorder.dialled


@pytest.mark.parametrize("port", [0, 22, 80, 5432, 6379, 8443])
def test_no_other_port_is_dialled_whoever_asks(port: int) -> None:
    with pytest.raises(Closed):
        vetting.vetted("media.example.com", port, (), lambda host, port: ["8.8.8.8"])
    assert dial("media.example.com", port, ["10.0.0.1"], allowed=frozenset({f"media.example.com:{port}"}))


def test_the_system_takes_odd_spellings_so_they_are_refused_before(monkeypatch: pytest.MonkeyPatch) -> None:
    for odd in ("2130706433", "0x7f.1", "0177.0.0.1", "127.1"):
        assert vetting.resolve(odd, 443) == ["127.0.0.1"]
        with pytest.raises(Closed):
            vetting.vetted(odd, 443, ())
