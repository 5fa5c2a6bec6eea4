"""Interviews and codes as QDPX and .qdc (REFI-QDA 1.0), the same bytes each time.

Offsets are code points of a text with LF and no byte-order mark, end exclusive; ids are made from ours; zip dates are fixed.
"""

import hashlib
import re
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from throughcare.errors import InputError
from throughcare.voices.coding import Coding, live_codings
from throughcare.voices.consent import read_texts
from throughcare.voices.folder import VoicesFolder

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Throughcare 0.1"
SPACE = uuid.UUID("6f0f6a52-4d5b-5f3e-9a55-9a5c6f1d7b10")
EPOCH = (1980, 1, 1, 0, 0, 0)
WHEN = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?")
# What XML 1.0 cannot hold.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def guid(kind: str, name: str) -> str:
    """The same id for the same thing, every time."""
    return str(uuid.uuid5(SPACE, f"{kind}|{name}"))


def _element(parent: Any, tag: str, **attributes: str) -> Any:
    from lxml import etree  # heavy

    made = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}")
    for name, value in attributes.items():
        made.set(name, FORBIDDEN.sub("", value))
    return made


def _add_codes(parent: Any, codebook: Mapping[str, Mapping[str, Any]], above: str = "") -> None:
    """The codes one level below `above`, each with its description and the codes under it; codes that only group are not codable."""
    start = f"{above}/" if above else ""
    names = {code[len(start) :].split("/", 1)[0] for code in codebook if code.startswith(start) and len(code) > len(start)}
    for name in sorted(names):
        path = start + name
        fields = codebook.get(path, {})
        made = _element(parent, "Code", guid=guid("code", path), name=name, isCodable="true" if path in codebook else "false")
        colour = str(fields.get("colour", ""))
        if re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
            made.set("color", colour)
        said = [
            f"{word}: {fields[word]}" if word != "definition" else str(fields[word])
            for word in ("definition", "include", "exclude", "example")
            if fields.get(word)
        ]
        if said:
            _element(made, "Description").text = FORBIDDEN.sub("", "\n".join(said))
        _add_codes(made, codebook, path)


def _bytes(root: Any) -> bytes:
    from lxml import etree  # heavy

    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written


def codebook_xml(codebook: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The codebook alone, as .qdc."""
    from lxml import etree  # heavy

    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", nsmap={None: CODEBOOK})
    root.set("origin", ORIGIN)
    if not codebook:
        raise InputError("voices/codebook.toml: no codes yet; a .qdc file holds at least one")
    _add_codes(_element(root, "Codes"), codebook)
    return _bytes(root)


def with_parents(codebook: Mapping[str, Mapping[str, Any]], codings: Sequence[Coding]) -> dict[str, Mapping[str, Any]]:
    """The codebook and every code that is used without standing in it."""
    return {**{coding.code: {} for coding in codings}, **codebook}


def project_xml(
    name: str, codebook: Mapping[str, Mapping[str, Any]], texts: Mapping[str, str], codings: Sequence[Coding]
) -> bytes:
    """project.qde; the order of elements is the schema's."""
    from lxml import etree  # heavy

    root = etree.Element(f"{{{PROJECT}}}Project", nsmap={None: PROJECT})
    root.set("name", name)
    root.set("origin", ORIGIN)
    people = sorted({coding.who or "nobody" for coding in codings})
    if people:
        users = _element(root, "Users")
        for person in people:
            _element(users, "User", guid=guid("user", person), name=person)
    # The schema wants at least one entry in each list, so an empty list is left out.
    if codes := with_parents(codebook, codings):
        _add_codes(_element(_element(root, "CodeBook"), "Codes"), codes)
    if texts:
        sources = _element(root, "Sources")
        for participant, text in sorted(texts.items()):
            _add_source(sources, participant, text, [c for c in codings if c.participant == participant and c.how != "orphan"])
    _add_notes(root, [coding for coding in codings if coding.memo and coding.how != "orphan" and coding.participant in texts])
    return _bytes(root)


def _add_source(sources: Any, participant: str, text: str, codings: Sequence[Coding]) -> None:
    source = _element(
        sources,
        "TextSource",
        guid=guid("source", participant),
        name=participant,
        plainTextPath=f"internal://{_file(participant)}",
    )
    spans: dict[tuple[int, int], list[Coding]] = {}
    for coding in codings:
        spans.setdefault((coding.start, coding.end), []).append(coding)
    for (start, end), own in sorted(spans.items()):
        # The name holds the whole selection, so that a reader can see whether it reads offsets as they were meant.
        selection = _element(source, "PlainTextSelection", guid=guid("selection", f"{participant}|{start}|{end}"), name=text[start:end],
                             startPosition=str(start), endPosition=str(end))  # fmt: skip
        for coding in sorted(own, key=lambda one: (one.code, one.who, one.id)):
            made = _element(
                selection, "Coding", guid=guid("coding", coding.id), creatingUser=guid("user", coding.who or "nobody")
            )
            if WHEN.fullmatch(coding.when):
                made.set("creationDateTime", coding.when)
            _element(made, "CodeRef", targetGUID=guid("code", coding.code))
            if coding.memo:
                _element(made, "NoteRef", targetGUID=guid("note", coding.id))


def _add_notes(root: Any, codings: Sequence[Coding]) -> None:
    """The memos of codings, as notes that the codings refer to."""
    if codings:
        notes = _element(root, "Notes")
        for coding in sorted(codings, key=lambda one: one.id):
            note = _element(
                notes, "Note", guid=guid("note", coding.id), name="memo", creatingUser=guid("user", coding.who or "nobody")
            )
            _element(note, "PlainTextContent").text = FORBIDDEN.sub("", coding.memo)


def _file(participant: str) -> str:
    return f"{guid('source', participant)}.txt"


def write_qdpx(
    path: Path, name: str, codebook: Mapping[str, Mapping[str, Any]], texts: Mapping[str, str], codings: Sequence[Coding]
) -> int:
    """Write the archive; how many codings it holds."""
    members = {"project.qde": project_xml(name, codebook, texts, codings)}
    members |= {f"sources/{_file(participant)}": text.encode() for participant, text in texts.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for member in sorted(members):
            info = zipfile.ZipInfo(member, EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, members[member])
    return sum(1 for coding in codings if coding.how != "orphan")


def export_qdpx(folder: VoicesFolder, path: Path) -> int:
    """Everything whose use is agreed, as QDPX; how many codings."""
    texts = read_texts(folder)
    return write_qdpx(path, folder.path.resolve().parent.name, folder.codebook, texts, live_codings(folder, texts))


def digest(path: Path) -> str:
    """The hash of an archive, to see that two exports are the same bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
