"""The configuration of a central on a server: one TOML file, every fault named with file and key. Secrets lie in files of their own."""

import tomllib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from station.domain.errors import StationError


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class S3Place(_Section):
    """Where an S3-compatible store is, and as whom."""

    endpoint: str = Field(pattern=r"^https?://[^/?#]+$")
    bucket: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
    access_key: str
    secret_file: Path
    """Its first line is the secret key."""
    region: str = "us-east-1"
    authority: Path | None = None
    """PEM of the root that certifies the endpoint, where that is the province's own."""

    def secret_key(self) -> str:
        """Raises StationError `central.objects` when the file cannot be read."""
        try:
            return self.secret_file.read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            raise StationError("central.objects", reason=f"{self.secret_file}: {type(error).__name__}") from error


class ObjectsPlace(_Section):
    """Where files lie."""

    folder: Path
    """The directory store; with `s3`, only what is not whole yet."""
    s3: S3Place | None = None


class Quotas(_Section):
    """How much one web worker takes at once: what goes beyond is asked to come again, and nobody else waits for it."""

    uploads: int = Field(400, ge=1)
    """Requests at once, of all senders: a worker's memory and threads. A body whose sender is silent gives way."""
    uploads_a_station: int = Field(8, ge=1)
    """The same of one sender: behind a proxy a machine's certificate, else the station that is named."""
    requests_a_second: float = Field(200.0, gt=0)
    """Of one sender, on average."""
    requests_at_once: float = Field(1_000.0, ge=1)
    """Of one sender, after a pause."""
    open_bytes: int = Field(64 * 2**30, ge=1)
    """Announced by one station and not complete yet."""
    queue: int = Field(2_000, ge=1)
    """Batches before the opener, of all stations: beyond that nothing new is announced."""
    free_bytes: int = Field(2 * 2**30, ge=0)
    """Of the disk where files grow: below it nothing more is taken."""
    bytes_a_second: int | None = Field(None, ge=1_000)
    """What hello asks each station to keep to."""


class Configuration(_Section):
    """Of one server of the central."""

    database: str
    """PostgreSQL, without a user: each process signs in under the role of its own."""
    province: Path
    """The public side: province.json."""
    transport_root: Path
    """PEM."""
    objects: ObjectsPlace
    quotas: Quotas = Quotas()
    metrics_port: int | None = Field(None, ge=1, le=65_000)
    """On loopback: opener N answers on this number + N, web worker N on this number + 10 + N."""
    revocation_list: Path | None = None
    """Where the province puts its newest list."""

    @model_validator(mode="after")
    def _without_user(self) -> Self:
        if "user=" in self.database or "password=" in self.database or "@" in self.database:
            raise ValueError("database: without user and password; each process signs in under a role of its own")
        return self


def load_configuration(path: Path) -> Configuration:
    """Raises StationError `central.configuration`, naming file and key."""
    try:
        return Configuration.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StationError("central.configuration", path=path, reason=str(error)) from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_input=False))
        raise StationError("central.configuration", path=path, reason=faults) from error
