"""The files that a study of interviews begins with, each with its header or comments; none that is there is touched."""

from pathlib import Path

from throughcare.errors import UsageError
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.redact import keep_out_of_git

FILES = {
    "consent.csv": "id,group,field,role,setting,consent,information_sheet,attribution,quote,withdrawn,retention_until,ethics\n",
    "approaches.csv": "id,date,field,role,how,referred_by,outcome\n",
    "codebook.toml": """# One table a code; a path makes the tree. include, exclude, example, questions and colour may be left out.
# [codes."gaps/linkage"]
# definition = "Records of one person do not meet across agencies."
# include = "any agency that cannot see another's record"
# exclude = "people who do not talk to each other: gaps/joint-working"
# questions = ["Q5", "R1"]        # Q5 where nothing is said
""",
}


def begin_voices(study: Path) -> list[Path]:
    """Make `voices/` of a study; the files that are new. UsageError where all of them are there already."""
    path = study / "voices"
    made = []
    for name, text in FILES.items():
        if not (path / name).exists() and not (path / Path(name).stem).is_dir():
            path.mkdir(parents=True, exist_ok=True)
            (path / name).write_text(text, encoding="utf-8", newline="\n")
            made.append(path / name)
    if not made:
        raise UsageError(f"{path}: consent, approaches and codebook are there already; nothing was changed")
    (path / "transcripts").mkdir(exist_ok=True)
    keep_out_of_git(VoicesFolder(path))
    names = path / "originals" / "names.txt"
    if not names.exists():
        names.write_text("", encoding="utf-8")
    return made
