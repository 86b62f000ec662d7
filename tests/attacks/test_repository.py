"""What the sources themselves promise, read as text and as trees; and that every attack of the list has a test by its number."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio import env

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
NETWORK = {"httpx", "httpcore", "requests", "aiohttp", "urllib3", "urllib.request", "http.client", "socket", "ftplib"}
CLIENTS = {
    "projects/providers/http.py": "the only network client",
    "projects/providers/dialling.py": "what it dials with",
    "projects/providers/vetting.py": "names are looked up",
    "projects/practice/pictures.py": "the practice provider fetches pictures",
    "projects/practice/callbacks.py": "and calls back",
    "projects/practice/running.py": "and listens",
    "projects/practice/server.py": "and listens",
    "projects/management/household.py": "asks processes that it started itself",
    "projects/management/browser.py": "speaks with a browser that it started itself",
    "projects/management/loads/callbacks.py": "finds a free port",
    "projects/management/loads/clicks.py": "is a broker that says nothing",
    "studio/web.py": "takes the supervisor's socket",
    "studio/supervisor.py": "listens",
    "studio/probe.py": "asks the process beside it",
}
"""Who may open a connection or listen, and why."""

HIDDEN = re.compile(r"(?i)(secret|token|signature|password|hmac|api_?key|hexdigest)")
SHORT_WORDS = {"good", "bad", "none", ""}
"""What a verdict on a signature may be compared with."""

LITERALS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\b[srp]k-[A-Za-z0-9_-]{32,}|\bgh[pousr]_[A-Za-z0-9]{36}"
    r"|\bxox[abp]-[\w-]{20,}|\bAIza[\w-]{35}|eyJhbGciOi[\w-]{20,}\.[\w-]{40,}\.|django-insecure-\w{10,}"
    r"|(?i:(?:secret|password|api_?key|token)\w*\s*[:=]\s*[\"'])(?=[^\"']*\d)(?=[^\"']*[A-Z])[A-Za-z0-9_/+=-]{32,}[\"']"
)


def trees(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module of these rooms by its path."""
    for room in rooms:
        place = ROOT / room
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def named(node: ast.AST) -> set[str]:
    """The names of a side of a comparison."""
    inner = list(ast.walk(node))
    return {each.id for each in inner if isinstance(each, ast.Name)} | {
        each.attr for each in inner if isinstance(each, ast.Attribute)
    }


def unsafe(module: ast.Module) -> list[str]:
    """Comparisons of secrets that take longer the more of them is right."""
    found = []
    for node in ast.walk(module):
        if not isinstance(node, ast.Compare) or not any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
            continue
        sides = [node.left, *node.comparators]
        words = {each.value for each in sides if isinstance(each, ast.Constant)}
        if any(HIDDEN.search(name) for side in sides for name in named(side)) and not words & SHORT_WORDS:
            found.append(ast.unparse(node))
    return found


def test_38_no_secret_is_compared_with_equals() -> None:
    """The one comparison of digests is of a stored file with its own, in the promises."""
    found = {path: unsafe(tree) for path, tree in trees("projects", "studio") if "/practice/" not in path}
    assert {path: seen for path, seen in found.items() if seen} == {
        "projects/services/invariants.py": ["hashlib.file_digest(file, 'sha256').hexdigest() != clip.digest"]
    }


@pytest.mark.parametrize("line", ["a.token == b", "given != signature", "x == made.hexdigest()", "secrets['a'] == y"])
def test_38_the_search_finds_such_a_comparison(line: str) -> None:
    assert unsafe(ast.parse(line))


def test_43_no_address_that_is_handed_out_comes_from_a_request() -> None:
    for path, tree in trees("projects/providers", "projects/services", "projects/tasks.py", "projects/rules"):
        assert not named(tree) & {"get_host", "build_absolute_uri", "get_current_site"}, path


def imported(module: ast.Module) -> set[str]:
    """The modules that a file imports, whole and from."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_58_59_nothing_else_opens_a_connection() -> None:
    users = {path for path, tree in trees("projects", "studio") if imported(tree) & NETWORK}
    assert users == CLIENTS.keys()


def test_58_no_client_reads_the_environment() -> None:
    for path, tree in trees("projects"):
        for node in ast.walk(tree):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in {"httpx.Client", "httpx.AsyncClient"}:
                trusts = {word.arg: ast.unparse(word.value) for word in node.keywords}  # type: ignore[union-attr]
                assert trusts.get("trust_env") == "False", path
            assert called not in {"httpx.get", "httpx.post", "httpx.request", "httpx.stream"}, path


def listed() -> list[Path]:
    """The files of the repository."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()
    found = [ROOT / name for name in names]
    return [path for path in found if path.is_file() and not path.is_symlink() and path.stat().st_size < 1_000_000]


def test_149_no_secret_is_in_the_repository() -> None:
    """Tests hold examples that vendors publish; they say so in their own names."""
    files = listed()
    if not files:
        pytest.skip("this is no checkout of the repository")
    for path in files:
        if path.relative_to(ROOT).parts[0] != "tests":
            found = LITERALS.search(path.read_text(errors="ignore"))
            assert not found, (path, found)
        assert path.name not in {".env", "secret", "seal", "id_rsa"}, path


@pytest.mark.parametrize(
    "text",
    ["sk-" + "a1" * 20, "AKIA" + "Q" * 16, 'SECRET_KEY = "' + "aB3" * 15 + '"', "-----BEGIN " + "RSA PRIVATE KEY-----"],
)
def test_149_the_search_finds_such_a_literal(text: str) -> None:
    assert LITERALS.search(text)


@pytest.mark.parametrize("given", ["x" * 50, "ab" * 40, "django-insecure-" + "0123456789" * 5])
def test_149_a_placeholder_for_the_secret_key_ends_the_start(
    given: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """That none at all is refused where the database is a server: `tests/studio/test_settings.py`."""
    monkeypatch.setenv("STUDIO_TRIED", given)
    with pytest.raises(env.BadSetting, match="placeholder"):
        env.kept_secret("STUDIO_TRIED", tmp_path / "secret")


ELSEWHERE = {
    48: "providers/test_vetting.py::test_inside_is_not_public",
    49: "providers/test_http.py::test_names_that_lead_inside_are_unsent",
    50: "providers/test_vetting.py::test_the_vetted_address_is_dialled_and_looked_up_once",
    51: "providers/test_vetting.py::test_one_private_address_spoils_the_name",
    52: "providers/test_vetting.py::test_the_system_takes_odd_spellings_so_they_are_refused_before",
    53: "providers/test_vetting.py::test_addresses_that_are_refused_as_they_stand",
    54: "providers/test_downloads.py::test_a_redirect_leads_nowhere_inside",
    55: "providers/test_vetting.py::test_there_are_enough_spellings",
    # Decided: any public https host may hold a result; only what an operator lists is matched, exactly.
    56: "providers/test_vetting.py::test_only_what_an_operator_listed_may_be_private",
    57: "providers/test_vetting.py::test_no_other_port_is_dialled_whoever_asks",
    60: "providers/test_downloads.py::test_too_much_is_refused_by_its_length_and_by_its_bytes",
    61: "providers/test_http.py::test_nothing_is_unpacked",
    62: "providers/test_http.py::test_the_deadline_is_for_everything",
    63: "providers/test_downloads.py::test_lengths_that_lie",
    64: "providers/test_downloads.py::test_what_is_no_whole_mp4",
    69: "providers/sending.py::test_refusals_of_a_create_call",
    72: "providers/test_tls.py::test_a_bad_certificate_fails_closed",
    73: "providers/test_http.py::test_a_rude_answer_is_unknown_and_asked_for_once",
}
"""Attacks whose proof is older than their number here."""


def test_every_attack_of_these_lists_has_a_test_by_its_number() -> None:
    known = set()
    for number, place in ELSEWHERE.items():
        file, _, test = place.partition("::")
        assert f"def {test}(" in (ROOT / "tests" / file).read_text(), place
        known.add(number)
    for path in HERE.glob("test_*.py"):
        for name in re.findall(r"def (test_\w+)", path.read_text()):
            known |= {int(each) for each in re.findall(r"_(\d{2,3})(?=_)", name)}
    assert {*range(26, 77), *range(143, 157)} - known == set()
