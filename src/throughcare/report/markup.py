"""Elements of HTML and SVG built from escaped parts: no value can become markup."""

from markupsafe import Markup, escape

_VOID = {"meta", "br", "link", "hr"}


def el(name: str, /, *children: object, **attributes: object) -> Markup:
    """One element. `class_` is class, an underscore in a name is a hyphen, `True` an attribute without value, None none at all."""
    words = ""
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        shown = key.rstrip("_").replace("_", "-") if key != "viewBox" else key
        words += f" {shown}" if value is True else f' {shown}="{escape(_plain(value))}"'
    if name in _VOID:
        return Markup(f"<{name}{words}>")  # noqa: S704  # every part was escaped above
    inner = Markup("").join(escape(child) for child in children if child is not None)
    return Markup(f"<{name}{words}>{inner}</{name}>")  # noqa: S704  # every part was escaped above


def many(*children: object) -> Markup:
    """Parts one after another."""
    return Markup("\n").join(escape(child) for child in children if child is not None)


def _plain(value: object) -> str:
    """Numbers of a drawing to a tenth, so that the file stays small."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
