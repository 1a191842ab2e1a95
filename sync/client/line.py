"""The line to a central: one request, one bounded answer. A broken exchange is a LinkFault, what PROTOCOL.md does not know is nonsense."""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from station.domain.errors import StationError
from sync.client.bucket import Bucket
from sync.protocol.limits import ANSWER_BYTES, PROTOCOL, STATION_HEADER, VERSION_HEADER

_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_ANSWER_DEADLINE_S: Final = 120.0
_RETRY_AFTER_MAX_S: Final = 60.0

Model = TypeVar("Model", bound=BaseModel)


class LinkFault(Exception):
    """The exchange broke somewhere. `trouble` is what to report when trying again did not help."""

    def __init__(self, trouble: StationError, retry_after_s: float = 0.0) -> None:
        """`retry_after_s`: what the central asked for."""
        super().__init__(trouble.code)
        self.trouble = trouble
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class Reply:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def retry_after_s(self) -> float:
        """Seconds the central asks for; 0 when it says nothing usable."""
        text = self.headers.get("retry-after", "")
        return min(float(text), _RETRY_AFTER_MAX_S) if text.isdecimal() else 0.0

    def number(self, header: str) -> int | None:
        """A header that is a whole number, or None."""
        text = self.headers.get(header.lower(), "")
        return int(text) if text.isdecimal() and len(text) <= 18 else None


class Line:
    """A connection to one central on behalf of a station. Close it, or use `with`."""

    def __init__(
        self,
        url: str,
        transport: httpx.BaseTransport | None = None,
        bucket: Bucket | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """No redirects, no compressed answers, no proxy from the environment: the address is the one that was set, or nothing."""
        self.url = url.rstrip("/")
        self.station_id = ""
        """Whose batch is on the line; a stick may carry those of several."""
        self.bucket = bucket or Bucket()
        self._sleep = sleep
        self.bytes_sent = 0
        """Body bytes handed to the network, all requests together."""
        headers = {"Accept-Encoding": "identity", VERSION_HEADER: str(PROTOCOL)}
        self._http = httpx.Client(transport=transport, timeout=_TIMEOUT, headers=headers, follow_redirects=False, trust_env=False)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, method: str, path: str, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Reply:
        """One exchange with a small body or none. Raises LinkFault, or StationError `sending.nonsense`."""
        self._pass(len(content or b""))
        return self._exchange(method, path, content, headers or {})

    def put(self, method: str, path: str, chunks: Iterator[bytes], length: int, headers: Mapping[str, str] | None = None) -> Reply:
        """PATCH or POST `length` bytes. Raises as `ask`."""
        sized = {**(headers or {}), "Content-Length": str(length), "Content-Type": "application/octet-stream"}
        return self._exchange(method, path, self._counted(chunks), sized)

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._pass(len(chunk))
            yield chunk

    def _pass(self, count: int) -> None:
        wait_s = self.bucket.wait_s(count)
        if wait_s > 0:
            self._sleep(wait_s)
        self.bytes_sent += count

    def _exchange(self, method: str, path: str, content: bytes | Iterator[bytes] | None, headers: Mapping[str, str]) -> Reply:
        began = False
        all_headers = {**headers, STATION_HEADER: self.station_id} if self.station_id else dict(headers)
        try:
            with self._http.stream(method, self.url + path, content=content, headers=all_headers) as response:
                began = True
                reply = Reply(
                    response.status_code, {name.lower(): value for name, value in response.headers.items()}, self._bounded(response)
                )
        except httpx.RemoteProtocolError as error:
            if began or "disconnected" not in str(error):
                raise LinkFault(self.nonsense("the answer is broken HTTP")) from error
            raise LinkFault(self.unreachable()) from error
        except httpx.TransportError as error:
            if _is_about_the_certificate(error):
                raise StationError("sending.certificate", url=self.url) from error
            raise LinkFault(self.unreachable()) from error
        except httpx.InvalidURL as error:
            raise self.unreachable() from error
        self._require_sense(reply)
        return reply

    def _bounded(self, response: httpx.Response) -> bytes:
        """The body, never more than the limit, never for ever."""
        deadline = time.monotonic() + _ANSWER_DEADLINE_S
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > ANSWER_BYTES:
                raise self.nonsense("the answer is too long")
            if time.monotonic() > deadline:
                raise LinkFault(self.unreachable())
        return bytes(body)

    def _require_sense(self, reply: Reply) -> None:
        """Sort out what no caller should see: redirects, encodings, servers in trouble."""
        if 300 <= reply.status < 400:
            raise self.nonsense(f"redirect {reply.status}")
        if reply.headers.get("content-encoding", "identity") != "identity":
            raise self.nonsense("an encoded answer")
        if reply.status == 429 or (reply.status >= 500 and b'"needs-person"' not in reply.body):
            raise LinkFault(self.unreachable(), reply.retry_after_s)

    def parsed(self, model: type[Model], reply: Reply) -> Model:
        """The body as `model`; raise StationError `sending.nonsense` when it is something else."""
        try:
            return model.model_validate_json(reply.body)
        except ValidationError as error:
            raise self.nonsense(f"status {reply.status} without a proper {model.__name__}") from error

    def nonsense(self, reason: str) -> StationError:
        """To raise: the other side does not speak the protocol."""
        return StationError("sending.nonsense", url=self.url, reason=reason)

    def unreachable(self) -> StationError:
        """To raise: there is no way through, now."""
        return StationError("sending.unreachable", url=self.url)


def _is_about_the_certificate(error: BaseException | None) -> bool:
    """Whether the other side could not prove who it is: no patience helps against that."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
