"""The codebook: a tree of codes with definition, what to include, what to leave out, and an example.

A code is a path, `gaps/linkage`; what stands above it need not be a code itself.
"""

from collections.abc import Mapping
from typing import Any

FIELDS = ("definition", "include", "exclude", "example", "questions", "colour")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "").replace("\t", " ")
    return f'"{escaped}"'


def codebook_toml(codes: Mapping[str, Mapping[str, object]]) -> str:
    """A codebook as the folder keeps it."""
    parts = []
    for code, fields in sorted(codes.items()):
        lines = [f"[codes.{_quoted(code)}]"]
        for name, value in fields.items():
            if value:
                lines.append(
                    f"{name} = [{', '.join(_quoted(str(v)) for v in value)}]"
                    if isinstance(value, list)
                    else f"{name} = {_quoted(str(value))}"
                )
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def parents(code: str) -> list[str]:
    """A code and everything above it in the tree: `gaps/linkage` counts for `gaps` too."""
    parts = code.split("/")
    return ["/".join(parts[: at + 1]) for at in range(len(parts))]


def tree_lines(codebook: Mapping[str, Mapping[str, Any]], numbers: Mapping[str, int] | None = None) -> list[str]:
    """The codes as a tree, one line a code with its definition, and lines for include and exclude below it."""
    lines = []
    everything = sorted({above for code in codebook for above in parents(code)}, key=lambda code: code.split("/"))
    for code in everything:
        fields, inset = codebook.get(code, {}), "  " * code.count("/")
        number = f"{numbers[code]:>3} " if numbers and code in numbers else "    " if numbers else ""
        said = f": {fields['definition']}" if fields.get("definition") else "" if code in codebook else " (only groups)"
        lines.append(f"{number}{inset}{code.rsplit('/', 1)[-1]}{said}")
        lines += [
            f"{' ' * len(number)}{inset}  {name}: {fields[name]}"
            for name in ("include", "exclude", "example")
            if fields.get(name)
        ]
    return lines
