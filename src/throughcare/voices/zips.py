"""Zip files from elsewhere, opened with limits: entries, size, ratio, and names that stay inside.

A member that lies about its size is stopped while it is read.
"""

import zipfile
from pathlib import Path, PurePosixPath

from throughcare.errors import InputError, UsageError

MOST_ENTRIES = 5_000
LARGEST_TOTAL = 1_000_000_000
LARGEST_RATIO = 100
SMALL_ENOUGH = 1_000_000  # a short text may shrink by more than 100 and harms nobody


def read_zip(path: Path, wanted: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Members of a zip file by name (only those whose lower-case name ends with one of `wanted`). InputError names what is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check_members(path, infos)
            return {
                info.filename: _read(archive, info, path)
                for info in infos
                if not wanted or info.filename.lower().endswith(wanted)
            }
    except FileNotFoundError as bad:
        raise UsageError(f"{path}: no such file; name the project as it was saved") from bad
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as bad:
        raise InputError(f"{path.name}: not a zip file that can be read ({type(bad).__name__}); export it again") from bad


def _check_members(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_ENTRIES:
        raise InputError(f"{path.name}: {len(infos)} entries; more than {MOST_ENTRIES} are refused")
    total = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    if total > LARGEST_TOTAL or (total > SMALL_ENOUGH and total / packed > LARGEST_RATIO):
        raise InputError(f"{path.name}: would unpack to {total:,} bytes from {packed:,}; refused as a zip bomb")
    for info in infos:
        parts = PurePosixPath(info.filename.replace("\\", "/")).parts
        if ".." in parts or info.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise InputError(f"{path.name}: an entry's path leaves the archive; refused")
        if info.file_size > SMALL_ENOUGH and info.file_size / max(info.compress_size, 1) > LARGEST_RATIO:
            raise InputError(f"{path.name}: an entry unpacks to more than {LARGEST_RATIO} times its size; refused as a zip bomb")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> bytes:
    with archive.open(info) as member:
        data = member.read(info.file_size + 1)
    if len(data) > info.file_size:
        raise InputError(f"{path.name}: an entry is larger than it says; refused")
    return data
