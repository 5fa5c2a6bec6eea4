"""The server's application: a folder of released packs, read once at the start; a pack that was changed since is not shown."""

from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from throughcare.disclosure.pack import MANIFEST, check_pack, read_pack
from throughcare.disclosure.published import PublishedTable
from throughcare.web.guard import HEADERS, Guard, make_policy
from throughcare.web.pages import list_releases, show_release, show_table

INVENTED = "Every person on this page is invented."
INNER = {"tables.json", "statements.json", "disclosure.json", MANIFEST, "ro-crate-metadata.json"}


@dataclass(frozen=True)
class Pack:
    """One released pack: its title, tables and files."""

    folder: Path
    title: str
    invented: bool
    tables: dict[str, PublishedTable]
    files: tuple[str, ...]

    @property
    def banner(self) -> str:
        """What stands above every page of it."""
        return INVENTED if self.invented else ""


def read_packs(folder: Path) -> dict[str, Pack]:
    """Every pack below a folder by its name; DisclosureError where one was changed after it was written."""
    packs: dict[str, Pack] = {}
    for manifest in sorted(folder.glob(f"*/{MANIFEST}")):
        found = check_pack(manifest.parent)
        said = found["provenance"]
        files = tuple(name for name in sorted(found["files"]) if name not in INNER)
        tables = {table.name: table for table in read_pack(manifest.parent)}
        packs[manifest.parent.name] = Pack(manifest.parent, str(said.get("title", "")), bool(said.get("invented")), tables, files)
    return packs


def answer(page: str) -> HTMLResponse:
    """A page with the policy that fits it."""
    return HTMLResponse(page, headers={**HEADERS, "content-security-policy": make_policy(page)})


def make_app(folder: Path, token: str) -> ASGIApp:
    """The application over the packs below a folder."""
    packs = read_packs(folder)

    def pack_of(request: Request) -> Pack:
        try:
            return packs[request.path_params["release"]]
        except KeyError:
            raise HTTPException(404) from None

    async def home(request: Request) -> Response:  # noqa: ARG001  # starlette's signature
        return answer(list_releases([(name, pack.title, len(pack.tables)) for name, pack in packs.items()]))

    async def release(request: Request) -> Response:
        pack = pack_of(request)
        return answer(show_release(pack.folder.name, list(pack.tables.values()), pack.files, pack.banner))

    async def table(request: Request) -> Response:
        pack = pack_of(request)
        found = pack.tables.get(request.path_params["table"])
        if found is None:
            raise HTTPException(404)
        return answer(show_table(pack.folder.name, found, pack.banner))

    async def file(request: Request) -> Response:
        pack, name = pack_of(request), request.path_params["file"]
        if name not in pack.files:
            raise HTTPException(404)
        path = pack.folder / name
        if path.suffix == ".html":
            return answer(path.read_text(encoding="utf-8"))
        return FileResponse(path, headers=HEADERS, filename=path.name)

    routes = [
        Route("/", home),
        Route("/{release}/", release),
        Route("/{release}/tables/{table}", table),
        Route("/{release}/files/{file:path}", file),
    ]
    return Guard(Starlette(routes=routes), token)
