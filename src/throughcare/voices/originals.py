"""Transcripts as they come (txt, vtt, docx), read to plain text: NFC, LF, no byte-order mark.

Word keeps what the page does not show: tracked deletions, comments, headers, properties. They are listed and not taken, and the
text is refused until a person has removed tracked deletions.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from throughcare.errors import InputError
from throughcare.voices.xml import parse_xml
from throughcare.voices.zips import read_zip

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SIGNS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "-"}
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
CUE = re.compile(r"^\s*(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}\s+-->")
SPEAKER = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")


@dataclass(frozen=True)
class Original:
    """The text of an original, and what the file holds besides and was not taken."""

    text: str
    left_out: tuple[str, ...]


def clean(text: str) -> str:
    """Text as the rooms keep it: NFC, LF, no byte-order mark, no NUL, no blanks at line ends."""
    text = unicodedata.normalize("NFC", text.replace("\ufeff", "").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n") + "\n"


def read_original(path: Path) -> Original:
    """One original by its ending. InputError for an ending that is not known, or for tracked deletions."""
    suffix = path.suffix.lower()
    if suffix == ".docx":
        return _read_docx(path)
    if suffix not in {".txt", ".vtt"}:
        raise InputError(f"{path.name}: expected .txt, .vtt or .docx")
    raw = path.read_bytes()
    for encoding in ("utf-16", "utf-8-sig", "cp1252") if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError(f"{path.name}: neither UTF-8 nor cp1252; save it as UTF-8")
    return Original(clean(_join_cues(text) if suffix == ".vtt" else text), ())


def _join_cues(text: str) -> str:
    """The cues of a WebVTT file as turns, those of one speaker in a row joined."""
    turns: list[tuple[str, list[str]]] = []
    inside = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if CUE.match(line):
            inside = True
        elif not line.strip():
            inside = False
        elif inside:
            said = SPEAKER.search(line)
            words = html.unescape(re.sub(r"<[^>]*>", "", line)).replace("\u00a0", " ").strip()
            speaker = (
                html.unescape(said[1]).strip()
                if said
                else turns[-1][0]
                if turns and not re.match(r"^[\w .-]{1,40}: ", words)
                else ""
            )
            if turns and turns[-1][0] == speaker:
                turns[-1][1].append(words)
            else:
                turns.append((speaker, [words]))
    return "\n\n".join((f"{speaker}: " if speaker else "") + " ".join(words) for speaker, words in turns)


def _read_docx(path: Path) -> Original:
    members = read_zip(path, (".xml",))
    document = members.get("word/document.xml")
    if document is None:
        raise InputError(f"{path.name}: no word/document.xml in it; is it a Word document?")
    root = parse_xml(document, path.name, "save it again in Word")
    deleted = sum(1 for _ in root.iter(f"{WORD}delText", f"{WORD}moveFrom"))
    if deleted:
        raise InputError(
            f"{path.name}: what was deleted or moved is still in the file ({deleted} tracked); accept all changes in Word, save, and redact again"
        )
    left_out = [
        name for name in sorted(members) if re.search(r"word/(comments|header|footer|footnotes|endnotes)|docProps/", name)
    ]
    paragraphs = ["".join(_runs(paragraph)) for paragraph in root.iter(f"{WORD}p") if not _is_repeated(paragraph)]
    return Original(clean("\n".join(paragraphs)), tuple(left_out))


def _is_repeated(element: Any) -> bool:
    """True inside what Word writes a second time for programs that cannot draw the first."""
    return any(above.tag == FALLBACK for above in element.iterancestors())


def _runs(element: Any) -> Iterator[str]:
    """The words of a paragraph; what stands in a text box within it has paragraphs of its own."""
    for child in element:
        if child.tag == f"{WORD}t":
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag != f"{WORD}p" and isinstance(child.tag, str):
            yield from _runs(child)
