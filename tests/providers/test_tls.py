"""Certificates: what is not whole, not now, not signed by somebody we trust or not of that name, fails closed."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from projects.providers.base import Request
from projects.providers.http import Line
from projects.providers.troubles import ProviderError, Unsent
from tests.providers.clips import CLIP
from tests.providers.wire import Wire, said, wire

NAME = "media.example.com"
Signed = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def certificate(name: str, by: Signed | None, days: tuple[int, int] = (-1, 1), authority: bool = False) -> Signed:
    """A certificate that is good between these days from now, signed by another or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    issuer = by or (None, key)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer[0] else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(issuer[1], hashes.SHA256())
    )
    return made, key


def pem(*parts: Signed, path: Path, private: bool = True) -> Path:
    """The certificates as a file, the first one with its key."""
    text = b"".join(made.public_bytes(serialization.Encoding.PEM) for made, _key in parts)
    if private:
        text += parts[0][1].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    path.write_bytes(text)
    return path


@pytest.fixture(scope="module")
def authority() -> Signed:
    return certificate("An authority", None, authority=True)


@pytest.fixture
def trusted(authority: Signed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A way out made now trusts our authority, as if it were one of the world's."""
    bundle = pem(authority, path=tmp_path / "authority.pem", private=False)
    monkeypatch.setattr(certifi, "where", lambda: str(bundle))


@contextmanager
def serving(path: Path, names: list[str | None]) -> Iterator[Wire]:
    """A server that shows the certificate in this file and notes the names it is asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    context.sni_callback = lambda link, name, _context: names.append(name)  # type: ignore[assignment]
    with wire(lambda link: context.wrap_socket(link, server_side=True)) as made:
        yield made


def send(made: Wire, to: Path) -> None:
    """One call and one download by name; the name leads to the server."""
    line = Line({f"{NAME}:{made.port}"}, look=lambda host, port: ["127.0.0.1"])
    try:
        assert line.send(Request("POST", f"https://{NAME}:{made.port}/", {})).body == {}
        made.answers(said(CLIP))
        line.download(f"https://{NAME}:{made.port}/a.mp4", to)
    finally:
        line.close()


@pytest.mark.usefixtures("trusted")
def test_a_good_certificate_by_its_name(authority: Signed, tmp_path: Path) -> None:
    """The address was vetted, and it is still the name that TLS and the server are told."""
    names: list[str | None] = []
    with serving(pem(certificate(NAME, authority), path=tmp_path / "good.pem"), names) as made:
        made.answers(said({}))
        send(made, tmp_path / "clip.mp4")
    assert set(names) == {NAME}
    assert {asked.headers["host"] for asked in made.asked} == {f"{NAME}:{made.port}"}


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("case", ["expired", "not yet", "self-signed", "another's name", "an unknown authority"])
def test_a_bad_certificate_fails_closed(authority: Signed, tmp_path: Path, case: str) -> None:
    made = {
        "expired": lambda: certificate(NAME, authority, (-9, -1)),
        "not yet": lambda: certificate(NAME, authority, (1, 9)),
        "self-signed": lambda: certificate(NAME, None),
        "another's name": lambda: certificate("media.example.org", authority),
        "an unknown authority": lambda: certificate(NAME, certificate("An authority", None, authority=True)),
    }[case]()
    with serving(pem(made, path=tmp_path / "bad.pem"), []) as server:
        server.answers(said({}))
        with pytest.raises(Unsent):
            send(server, tmp_path / "clip.mp4")
        line = Line({f"{NAME}:{server.port}"}, look=lambda host, port: ["127.0.0.1"])
        with pytest.raises(ProviderError):
            line.download(f"https://{NAME}:{server.port}/a.mp4", tmp_path / "clip.mp4")
        line.close()
        assert not server.asked
    assert not (tmp_path / "clip.mp4").exists()


def test_no_variable_adds_an_authority(authority: Signed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = pem(authority, path=tmp_path / "authority.pem", private=False)
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(bundle))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with serving(pem(certificate(NAME, authority), path=tmp_path / "good.pem"), []) as made:
        made.answers(said({}))
        with pytest.raises(Unsent):
            send(made, tmp_path / "clip.mp4")
        assert not made.asked


def test_plain_speech_on_an_encrypted_port_fails_closed(tmp_path: Path) -> None:
    def greet(link: socket.socket) -> socket.socket:
        link.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        return link

    with wire(greet) as made, pytest.raises(Unsent):
        send(made, tmp_path / "clip.mp4")
