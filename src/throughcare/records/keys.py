"""The project key: made once, held by one person, kept outside the store.

Whoever holds it can make pseudonyms again; destroying it ends that. Source: trust note, section 7 (why keyed, fingerprint, mode 0600).
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from throughcare.errors import StudyError, UsageError

KEY_BYTES = 32
ENVIRONMENT = "THROUGHCARE_KEY"


def make_key(path: Path, *, seed: int | None = None) -> bytes:
    """Write a new key that only its owner may read, and return it.

    With a seed the key is made from the seed: for invented people only, where the same seed must give the same bytes. A key that is there
    already stays if it is the same; UsageError if it is another, because a lost key cannot be made again.
    """
    key = secrets.token_bytes(KEY_BYTES) if seed is None else hashlib.sha256(f"invented people {seed}".encode()).digest()
    if path.exists():
        if seed is not None and read_key_file(path) == key:
            return key
        raise UsageError(
            f"{path}: there is a key already; it was not changed, because pseudonyms made with it could not be made again"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
    return key


def read_key(path: Path) -> bytes:
    """The project key: from the environment (THROUGHCARE_KEY, 64 hexadecimal digits) if it is there, else from its file."""
    given = os.environ.get(ENVIRONMENT)
    if given:
        return key_from_text(given, f"environment variable {ENVIRONMENT}")
    return read_key_file(path)


def read_key_file(path: Path) -> bytes:
    """The key in a file; StudyError where there is none, where others may read it, or where it is no key."""
    try:
        mode = path.stat().st_mode & 0o777
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(
            f"{path}: no project key can be read here; 'throughcare init' makes one, or set {ENVIRONMENT} to 64 hexadecimal digits"
        ) from error
    if mode & 0o077:
        raise StudyError(
            f"{path}: the project key may be read by others (mode {mode:03o}); make it private with: chmod 600 {path}"
        )
    return key_from_text(text, str(path))


def key_from_text(text: str, place: str) -> bytes:
    """The bytes of a key written in hexadecimal digits."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise StudyError(f"{place}: expected a project key of {2 * KEY_BYTES} hexadecimal digits")
    return key


def fingerprint(key: bytes) -> str:
    """Sixteen hexadecimal digits that tell keys apart and say nothing about them."""
    return hmac.digest(key, b"throughcare key fingerprint", "sha256").hex()[:16]
