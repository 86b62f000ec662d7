"""Signatures against the vendors' published vectors and our own."""

from __future__ import annotations

import pytest

from projects.practice import signing

OURS = "whsec_bG9jYWwtc2ltdWxhdG9yLWtsaW5nLXNlY3JldC0zMmI="
VENDORS = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI="
VENDORS_BODY = (
    b'{"id":"1234567890","status":"succeeded","message":"","create_time":1781080778802,"update_time":1781080794151}'
)
TOKEN = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJpc3MiOiJBS19ERU1PIiwiZXhwIjoxNzY3MjI3NDAwLCJuYmYiOjE3NjcyMjU1OTV9."
    "xUCOMf14NLJKh_i7Bl-mJH1T4e3I6g3WEKwQ_TIHzbA"
)


def test_kie_signature() -> None:
    made = signing.kie_signature("kie-demo-hmac-key", "task_demo_0001", 1767225600)
    assert made == "JRUTMwkb/v1HiMpl2gNSUkO1/Y84mzBofa3t0dKGY/w="


@pytest.mark.parametrize(
    ("secret", "message_id", "timestamp", "body", "expected"),
    [
        (VENDORS, "9876543210", 1781080794, VENDORS_BODY, "v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4="),
        (
            OURS,
            "msg-0001",
            1767225600,
            b'{"task_id":"700000000000000001","task_status":"succeed"}',
            "v1,MQPkDhSSVSEzZFKCLQMAYgI5Qc2XU1YDNNNqgYF0QAw=",
        ),
    ],
)
def test_standard_signature(secret: str, message_id: str, timestamp: int, body: bytes, expected: str) -> None:
    assert signing.standard_signature(secret, message_id, timestamp, body) == expected


def test_token() -> None:
    assert signing.jwt("AK_DEMO", "SK_DEMO", exp=1767227400, nbf=1767225595) == TOKEN
    assert signing.claims(TOKEN, "SK_DEMO") == {"iss": "AK_DEMO", "exp": 1767227400, "nbf": 1767225595}
    assert signing.claims(TOKEN, "another") is None
    with pytest.raises(ValueError):
        signing.claims("a.b.c", "SK_DEMO")
