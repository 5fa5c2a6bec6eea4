"""Labelled sets for ranking made of what is installed: each record is one documented function or class, the relevant those of one module.

A module's name is no part of the text. As in reviews, some of the relevant stand alone: one in six is of no topic that the others share.
"""

import importlib
import inspect
import pkgutil
import re
import warnings
import zlib

# The set's name, the packages whose docstrings are its records, and the modules whose members are the relevant ones.
SETS = {
    "signal": (("scipy",), ("scipy.signal",), 60),
    "clustering": (("sklearn",), ("sklearn.cluster",), 0),
    "distance": (("scipy", "numpy"), ("scipy.spatial",), 0),
    "strings": (("pyarrow", "numpy", "scipy"), ("numpy.strings", "numpy._core.defchararray", "numpy._core.strings"), 30),
    "statistics": (("scipy", "statsmodels", "sklearn"), ("statsmodels.stats",), 120),
    "sparse": (("scipy", "sklearn"), ("scipy.sparse.linalg", "scipy.sparse.csgraph"), 0),
    "series": (("statsmodels",), ("statsmodels.tsa",), 0),
    "ensembles": (("sklearn", "lifelines"), ("sklearn.ensemble", "sklearn.tree"), 0),
    "randomness": (("numpy", "scipy"), ("numpy.random",), 15),
    "optimisation": (("scipy",), ("scipy.optimize",), 0),
    "images": (("scipy", "sklearn"), ("scipy.ndimage", "sklearn.feature_extraction.image"), 25),
    "metrics": (("sklearn",), ("sklearn.metrics",), 0),
}
SHORTEST = 120
STRAYS = 6
BOILERPLATE = re.compile(r"(?m)^\s*(?:>>>|\.\.\.|\.\. ).*$")


def _modules(package):
    root = importlib.import_module(package)
    for found in pkgutil.walk_packages(root.__path__, package + ".", onerror=lambda _: None):
        if any(part.startswith("_") or part in {"tests", "testing", "conftest", "setup"} for part in found.name.split(".")[1:]):
            continue
        try:
            yield importlib.import_module(found.name)
        except Exception:  # noqa: BLE001  # an optional part of a package that is not there is no record
            continue


def _documents(packages):
    seen = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in (m for package in packages for m in _modules(package)):
            for name, thing in sorted(vars(module).items()):
                if name.startswith("_") or not (inspect.isroutine(thing) or inspect.isclass(thing)):
                    continue
                text = inspect.getdoc(thing) or ""
                home = str(getattr(thing, "__module__", "") or module.__name__)
                if len(text) >= SHORTEST and home.split(".")[0] in packages:
                    seen.setdefault(text, f"{home}|{module.__name__}")
    return seen


def docstring_set(name):
    """Texts and labels of one set. Where a number stands in SETS, only so many of the relevant are kept: a rarer topic."""
    packages, relevant, most = SETS[name]
    texts, labels, found = [], [], 0
    documents = _documents(packages)
    every = sum(any(home.startswith(relevant) for home in homes.split("|")) for homes in documents.values())
    stray = max(len(documents) * STRAYS // min(every, most or every), 1)
    for text, homes in sorted(documents.items()):
        label = any(home.startswith(relevant) for home in homes.split("|"))
        found += label
        if label and most and found > most:
            continue
        label = label or (not label and zlib.crc32(text.encode()) % stray == 0)
        texts.append(" ".join(BOILERPLATE.sub(" ", text).split())[:2000])
        labels.append(label)
    return texts, labels
