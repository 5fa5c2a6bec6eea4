"""QDPX and .qdc from other programs: texts, codes, codings; the meaning of positions detected and printed."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from throughcare.errors import InputError, UsageError
from throughcare.voices.offsets import Reading, Selection, detect, normal
from throughcare.voices.xml import parse_xml
from throughcare.voices.zips import read_zip


@dataclass(frozen=True)
class Coded:
    """One coding of a project; positions are ours: code points, LF, end exclusive."""

    source: str
    start: int
    end: int
    code: str
    who: str
    memo: str = ""
    when: str = ""


@dataclass(frozen=True)
class _Said:
    """A Coding element as it was written."""

    code: str
    who: str
    memo: str
    when: str


@dataclass
class Imported:
    """What a project held."""

    texts: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    codings: list[Coded] = field(default_factory=list)
    reading: Reading | None = None
    score: float = 1.0
    warnings: list[str] = field(default_factory=list)


def _local(element: Any) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _children(element: Any, name: str) -> list[Any]:
    return [child for child in element if _local(child) == name]


def _described(text: str) -> dict[str, str]:
    """A description's parts, where it has ours (`include: ...`); else all of it is the definition."""
    fields: dict[str, str] = {}
    name = "definition"
    for line in text.strip().splitlines():
        start, _, rest = line.partition(": ")
        name, said = (start, rest) if start in {"include", "exclude", "example"} else (name, line)
        fields[name] = f"{fields[name]}\n{said}" if name in fields else said
    return {name: said.strip() for name, said in fields.items() if said.strip()}


def read_codes(root: Any) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Codes by path with definition and colour, and the path of each id."""
    codes: dict[str, dict[str, str]] = {}
    paths: dict[str, str] = {}

    def walk(parent: Any, above: str) -> None:
        for code in _children(parent, "Code"):
            name = (code.get("name") or "unnamed").replace("/", "-").strip()
            path = f"{above}/{name}" if above else name
            if path in codes:
                path += f" ({(code.get('guid') or '')[:4]})"
            paths[(code.get("guid") or "").lower()] = path
            described = _children(code, "Description")
            fields = _described(described[0].text or "") if described else {}
            # A code that only groups is a step of the path and no code of its own.
            if code.get("isCodable", "true").lower() not in {"false", "0"} or fields:
                codes[path] = fields | ({"colour": code.get("color")} if code.get("color") else {})
            walk(code, path)

    for place in [
        root,
        *_children(root, "CodeBook"),
        *[c for b in _children(root, "CodeBook") for c in _children(b, "Codes")],
        *_children(root, "Codes"),
    ]:
        walk(place, "")
    return codes, paths


def read_codebook(path: Path) -> dict[str, dict[str, str]]:
    """The codes of a .qdc file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as bad:
        raise UsageError(f"{path}: no such file; name the codebook as it was saved") from bad
    except OSError as bad:
        raise InputError(f"{path}: cannot be read") from bad
    return read_codes(parse_xml(data, path.name, "export it again"))[0]


def read_qdpx(path: Path, forced: Reading | None = None) -> Imported:
    """A project as texts, codes and codings. InputError where positions cannot be understood and none is forced."""
    members = read_zip(path, (".qde", ".txt"))
    projects = [name for name in members if name.lower().endswith(".qde")]
    if len(projects) != 1:
        raise InputError(f"{path.name}: {len(projects)} .qde files in it; expected one")
    root = parse_xml(members[projects[0]], projects[0], "export it again")
    found = Imported()
    found.codes, paths = read_codes(root)
    users = {
        (user.get("guid") or "").lower(): user.get("name") or ""
        for part in _children(root, "Users")
        for user in _children(part, "User")
    }
    notes = {
        (note.get("guid") or "").lower(): _note_text(note)
        for part in _children(root, "Notes")
        for note in _children(part, "Note")
    }
    raws: dict[str, tuple[str, bool]] = {}
    pending: list[tuple[Selection | str, list[_Said]]] = []
    files = {name.lower().replace("\\", "/").rsplit("/", 1)[-1]: data for name, data in members.items()}
    for part in _children(root, "Sources"):
        for source in _children(part, "TextSource"):
            _take_source(source, files, raws, pending, _Names(users, notes), found)
        others = [_local(source) for source in part if _local(source) not in {"TextSource", ""}]
        found.warnings += [f"{others.count(kind)} {kind} not taken: texts only" for kind in sorted(set(others))]
    selections = [place for place, _ in pending if isinstance(place, Selection)]
    found.reading, found.score, spans = detect(selections, raws, forced)
    found.texts = {name: normal(raw) for name, (raw, _) in raws.items()}
    stands = iter(spans)
    for place, said in pending:
        name = place.source if isinstance(place, Selection) else place
        span = next(stands) if isinstance(place, Selection) else (0, len(found.texts[place]))
        if span is None:
            found.warnings.append(f"{name}: a selection that is no place in the text; its codings were not taken")
            continue
        for one in said:
            if one.code not in paths:
                found.warnings.append(f"{name}: a coding with a code that is not in the codebook; not taken")
            else:
                found.codings.append(Coded(name, *span, paths[one.code], one.who, one.memo, one.when))
    return found


@dataclass(frozen=True)
class _Names:
    """Users and notes of a project, by id."""

    users: dict[str, str]
    notes: dict[str, str]


def _note_text(note: Any) -> str:
    inline = _children(note, "PlainTextContent")
    return " ".join((inline[0].text or "").split()) if inline else ""


def _said(element: Any, names: _Names) -> list[_Said]:
    """The codings under a selection or a source."""
    found = []
    for coding in _children(element, "Coding"):
        memo = "; ".join(
            filter(None, (names.notes.get((ref.get("targetGUID") or "").lower()) for ref in _children(coding, "NoteRef")))
        )
        who = names.users.get((coding.get("creatingUser") or element.get("creatingUser") or "").lower(), "")
        found += [
            _Said((ref.get("targetGUID") or "").lower(), who, memo, coding.get("creationDateTime") or "")
            for ref in _children(coding, "CodeRef")
        ]
    return found


def _take_source(source: Any, files: dict[str, bytes], raws: dict[str, tuple[str, bool]], pending: list[tuple[Selection | str, list[_Said]]],
                 names: _Names, found: Imported) -> None:  # fmt: skip
    name = source.get("name") or source.get("guid") or "source"
    while name in raws:
        name += "_"
    raw = _source_text(source, files)
    if raw is None:
        found.warnings.append(f"{name}: its plain text is not in the archive; its codings were not taken")
        return
    if source.get("richTextPath") and not source.get("plainTextPath"):
        found.warnings.append(f"{name}: only rich text is named; the plain text was taken")
    raws[name] = raw
    for selection in _children(source, "PlainTextSelection"):
        try:
            start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
        except ValueError:
            found.warnings.append(f"{name}: a selection without whole numbers as positions")
            continue
        pending.append((Selection(name, start, end, selection.get("name") or ""), _said(selection, names)))
    if whole := _said(source, names):
        pending.append((name, whole))


def _source_text(source: Any, files: dict[str, bytes]) -> tuple[str, bool] | None:
    """The text as it was, line ends kept, and whether it had a byte-order mark. Paths are bare or `internal://`, in any case."""
    inline = _children(source, "PlainTextContent")
    if inline:
        return inline[0].text or "", False
    wanted = re.sub(r"^\w+://", "", source.get("plainTextPath") or "").lower().replace("\\", "/").rsplit("/", 1)[-1]
    data = files.get(wanted)
    if data is None:
        return None
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16"), True
    mark = data.startswith(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    # A line end written in text mode on Windows where it was CRLF already: two signs on disk, one line end meant.
    return text.replace("\r\r\n", "\r\n"), mark
