"""What a rule for the ministry's files may say (resources/exchange/*.toml), and finding the rule for a kind of volume."""

import re
import string
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from station.domain.errors import StationError

EXCHANGE_RULES = Path(__file__).resolve().parents[2] / "resources" / "exchange"
"""Beside the packages, in a checkout and in the built program alike."""

_NAME_PARTS = frozenset({"kind", "year", "number", "date", "entry", "key"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """One column of the workbook and where its cells come from."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9]*$")
    field: str | None = None
    """Field id; None: the column's own name."""
    write: Literal["value", "code"] = "value"
    otherwise: str = ""
    """What stands in the cell when the paper says nothing."""
    office: bool = False
    """The office's name stands in the cell when the paper says nothing."""
    book: bool = False
    """The volume's number and year, 01/2018, stand in the cell when the paper says nothing."""
    year_from: str | None = None
    """For numbers wanted as n/yyyy: the date field whose year completes a bare one; empty or unknown: the volume's year."""
    required: bool = False
    shape: str = ""
    """Regular expression for the whole cell, when it is not empty."""

    @field_validator("shape")
    @classmethod
    def _compiles(cls, shape: str) -> str:
        try:
            re.compile(shape)
        except re.error as problem:
            raise ValueError(f"not a regular expression: {problem}") from problem
        return shape


class ExchangeRule(_Strict):
    """How the volumes of one kind become files."""

    kind: str = Field(pattern=r"^[A-Z]{2,4}$")
    id: str
    pdf_name: str
    files_name: str
    number_field: str = ""
    """Field behind `{entry}`: the entry's number."""
    date_field: str = ""
    """Field behind `{date}`."""
    key_field: str = ""
    """Field behind `{key}`: another text that tells entries apart."""
    sheet: str = "1"
    columns: tuple[Column, ...] = ()
    """None: no workbook is written for this kind."""

    @field_validator("pdf_name", "files_name")
    @classmethod
    def _known_parts(cls, template: str) -> str:
        unknown = {part for _, part, _, _ in string.Formatter().parse(template) if part is not None} - _NAME_PARTS
        if unknown:
            raise ValueError(f"unknown parts {sorted(unknown)}; known are {sorted(_NAME_PARTS)}")
        return template

    @field_validator("columns")
    @classmethod
    def _no_column_twice(cls, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        names = [column.name for column in columns]
        if len(set(names)) != len(names):
            raise ValueError("a column stands there twice")
        return columns


def rule_for(kind: str, folder: Path = EXCHANGE_RULES) -> ExchangeRule:
    """The rule for volumes of `kind`. Raises StationError `export.no-columns` or `export.faulty-rule`."""
    found = [rule for rule in map(_read, sorted(folder.glob("*.toml"))) if rule.kind == kind]
    if not found:
        raise StationError("export.no-columns", kind=kind)
    if len(found) > 1:
        raise StationError("export.faulty-rule", path=folder.name, reason=f"{kind}: {', '.join(rule.id for rule in found)}")
    return found[0]


def _read(path: Path) -> ExchangeRule:
    try:
        return ExchangeRule.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as problem:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in problem.errors())
        raise StationError("export.faulty-rule", path=path.name, reason=faults) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise StationError("export.faulty-rule", path=path.name, reason=str(problem)) from problem
