"""The page as a process: on a Unix socket behind the proxy, or on loopback for practice. It holds no key and opens no object."""

from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from station.forms.loader import load_forms
from sync.central.database import page_pool
from sync.central.page.app import make_page
from sync.central.page.asking import PageParts
from sync.central.page.labels import Labels


@dataclass(frozen=True)
class PageSettings:
    """What a page is started with; goes to a process of its own."""

    database_url: str
    is_practice: bool
    is_secure: bool
    resources: Path | None = None
    """Folder with `forms` and `reference`, for the names of lines; None: their ids are shown."""


def page_application(settings: PageSettings, pool_size: int = 8) -> ASGIApp:
    """The application over this database, under the page's role."""
    library = load_forms(settings.resources / "forms", settings.resources / "reference") if settings.resources else None
    pool = page_pool(settings.database_url, pool_size)
    return make_page(PageParts(pool, Labels(library), settings.is_practice, settings.is_secure))


def page_server(settings: PageSettings) -> uvicorn.Server:
    """To be run on a listening socket."""
    return uvicorn.Server(
        uvicorn.Config(
            page_application(settings), log_config=None, access_log=False, timeout_graceful_shutdown=3, server_header=False, ws="none",
            proxy_headers=False, limit_concurrency=200,
        )
    )  # fmt: skip
