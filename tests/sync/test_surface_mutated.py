"""The HTTP surface under real documents with a few things changed: every JSON value anywhere replaced, lost, doubled or nested."""

import base64
import copy
import datetime
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station.domain.actions import canonical
from station.signing.transport import make_key, make_request
from sync.protocol.documents import name_of
from sync.protocol.enrolling import make_enrolment
from tests.sync.factories import Office
from tests.sync.live import LiveCentral
from tests.sync.test_surface import TRICKS, tables

EXAMPLES = [30, pytest.param(1_500, marks=pytest.mark.full)]
DOCUMENTED = {
    "/v1/hello": {200, 400, 403, 409, 413, 426}, "/v1/batches": {200, 400, 403, 409, 413, 460}, "/v1/enrolments": {400, 403, 409, 413},
}  # fmt: skip
"""PROTOCOL.md §4."""

_scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(2**53, 2**70), st.floats(), st.text(max_size=20), st.sampled_from(TRICKS),
)  # fmt: skip
_values = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, its own first."""
    inside: list[tuple[Any, Any]] = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [path, *(place for key, one in inside for place in places(one, (*path, key)))]


@st.composite
def changed(draw: st.DrawFn, document: Any) -> Any:
    """The document with one to three changes."""
    made = {"": copy.deepcopy(document)}
    for _ in range(draw(st.integers(1, 3))):
        *way, last = ("", *draw(st.sampled_from(places(made[""]))))
        holder: Any = made
        for key in way:
            holder = holder[key]
        match draw(st.sampled_from(("replace", "lose", "nest", "double"))):
            case "lose" if way:
                del holder[last]
            case "nest":
                holder[last] = {"x": [holder[last]]}
            case "double" if isinstance(holder, list):
                holder.append(holder[last])
            case _:
                holder[last] = draw(_values)
    return made[""]


def spelt(value: Any, *, canonically: bool) -> bytes:
    """As a sender would, if it can be spelt so at all; else as Python does, NaN and lone surrogates included."""
    try:
        if canonically:
            return canonical(value)
    except (ValueError, TypeError, OverflowError):
        pass
    return json.dumps(value).encode("utf-8", "surrogatepass")


def greeting(head: bytes) -> dict[str, Any]:
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    return {"protocol": {"min": 1, "max": 1}, "time": now, "head": base64.b64encode(head).decode(), "carried": False, "nonce": None}


def require_said(path: str, answer: httpx.Response) -> None:
    assert answer.status_code in DOCUMENTED[path], answer.text
    if answer.status_code != 200:
        said = answer.json()
        assert said["code"] and said["vi"] and said["en"]


@pytest.mark.parametrize("examples", EXAMPLES)
def test_changed_documents_are_refused_with_a_code_and_write_nothing(central: LiveCentral, office: Office, examples: int) -> None:
    office.grow()
    office.show()
    name = office.seal(entries=1)
    manifest = json.loads((office.outbox_folder / name / "manifest.json").read_bytes())
    head = json.loads((office.outbox_folder / "heads" / f"{office.station_id}.json").read_bytes())
    request = make_request(make_key(), office.station_id, office.office_id)
    code, label = "AAAAA-BBBBB-CCCCC-DDDDD", "Quầy 1"
    asked = json.loads(make_enrolment(code, office.station_id, office.office_id, label, request, office.station.public_key, office.station))
    before = tables(central)
    with httpx.Client(base_url=central.url, trust_env=False, headers={"Sync-Version": "1", "Sync-Station": office.station_id}) as http:

        def post(path: str, data: bytes, **headers: str) -> httpx.Response:
            answer = http.post(path, content=data, headers=headers)
            require_said(path, answer)
            return answer

        @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(st.data())
        def ask(data: st.DataObject) -> None:
            canonically = data.draw(st.booleans())
            batch = spelt({**manifest, "body": data.draw(changed(manifest["body"]))}, canonically=canonically)
            if batch != canonical(manifest):
                assert post("/v1/batches", batch, **{"Sync-Batch": name_of(batch)}).status_code != 200
            shown = spelt({**head, "body": data.draw(changed(head["body"]))}, canonically=canonically)
            if shown != canonical(head):
                assert post("/v1/hello", spelt(greeting(shown), canonically=False)).status_code != 200
            post("/v1/hello", spelt(data.draw(changed(greeting(b"{}"))), canonically=False))
            # an approver's signature is for the opener to judge, so with the true body a changed one may be taken: here none is with it
            bare = data.draw(changed({**manifest, "body": {}}))
            assert post("/v1/batches", spelt(bare, canonically=canonically)).status_code != 200
            wanted = data.draw(changed(asked))
            if wanted != asked:  # a code that counts for nothing costs its second
                post("/v1/enrolments", spelt(wanted, canonically=canonically))

        ask()
        assert tables(central) == before
        assert post("/v1/hello", json.dumps(greeting(canonical(head))).encode()).status_code == 200, (
            "the true ones are taken after all that"
        )
        assert post("/v1/batches", canonical(manifest), **{"Sync-Batch": name}).status_code == 200
