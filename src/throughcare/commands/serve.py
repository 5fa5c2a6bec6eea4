"""`throughcare serve STUDY`: released tables as pages on this machine."""

import socket
from pathlib import Path

import click

from throughcare.commands._shared import STUDY, Voice, common_options
from throughcare.errors import UsageError


def find_releases(study: Path) -> Path:
    """Where a study's released packs stand; a folder of packs may be named itself."""
    for folder in (study / "out" / "releases", study / "releases", study):
        if folder.is_dir() and (folder.name == "releases" or any(folder.glob("*/manifest.json"))):
            return folder
    raise UsageError(f"{study}: no releases here; a release takes two people: throughcare release --help")


def take_port(port: int) -> socket.socket:
    """The port on this machine, taken before a link to it is given out; UsageError where another program has it."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind(("127.0.0.1", port))
        place.listen()
    except OSError as error:
        place.close()
        raise UsageError(f"--port {port}: another program has it; choose another port") from error
    return place


@click.command()
@STUDY
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1024, 65535), help="On 127.0.0.1.")
@common_options
def command(study: Path, port: int, voice: Voice) -> None:
    """Show released tables as pages on this machine, until you stop it. The pages cannot open the study's store.

    Example: throughcare serve my-study
    """
    import uvicorn

    from throughcare.web.app import make_app
    from throughcare.web.guard import make_token

    place = take_port(port)
    token = make_token()
    app = make_app(find_releases(study), token)
    link = f"http://127.0.0.1:{port}/?token={token}"
    voice.give({"link": link}, f"open {link} (only this machine can; stop with Ctrl-C)")
    uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False)).run(sockets=[place])
