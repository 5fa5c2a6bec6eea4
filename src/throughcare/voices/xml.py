"""XML from elsewhere, parsed without document types, entities or the network."""

from typing import Any

from throughcare.errors import InputError


def parse_xml(data: bytes, name: str, mend: str) -> Any:
    """The root element. InputError where the XML is broken, or declares a document type or an entity in any encoding."""
    from lxml import etree  # heavy

    flat = data.replace(b"\0", b"")  # so that UTF-16 hides nothing
    if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:
        raise InputError(f"{name}: the XML declares a document type or entities; refused")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data.removeprefix(b"\xef\xbb\xbf"), parser)
    except (etree.XMLSyntaxError, ValueError) as bad:
        raise InputError(f"{name}: its XML is broken at line {getattr(bad, 'lineno', 1)}; {mend}") from bad
    if root.getroottree().docinfo.doctype:
        raise InputError(f"{name}: the XML declares a document type or entities; refused")
    return root
