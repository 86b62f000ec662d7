"""The smallest bytes that are an MP4 by their boxes."""

from __future__ import annotations


def box(name: bytes, inside: bytes = b"") -> bytes:
    """One box with its length."""
    return (len(inside) + 8).to_bytes(4, "big") + name + inside


CLIP = box(b"ftyp", b"isom\0\0\2\0isomavc1") + box(b"moov", box(b"mvhd", bytes(100))) + box(b"mdat", bytes(5000))
