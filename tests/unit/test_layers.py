"""Each import contract is proven once: a wrong import in a copy of the code must break exactly that contract."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

WRONG_IMPORTS = {
    "The layers of the house": ("station/domain/ids.py", "import station.forms.definition"),
    "Qt only in ui": ("station/forms/definition.py", "import PySide6.QtCore"),
    "Sending never opens the store": ("sync/client/sending.py", "import station.store.store"),
    "The workflow needs parts only as Protocols": ("station/workflow/desk.py", "import station.store.store"),
    "The central never reads pages": ("sync/central/app.py", "import ocr.pipeline"),
    "Reading knows only the domain": ("ocr/pipeline.py", "import station.signing.keys"),
    "Sealing and signing only": ("station/workflow/desk.py", "import cryptography.fernet"),
    "The card's own cryptography": ("station/scanner/source.py", "import asn1crypto.cms"),
    "One file talks to signing tokens": ("station/store/store.py", "import pkcs11"),
    "One file talks to the smart card service": ("station/idcard/session.py", "import smartcard.System"),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Contract name → KEPT or BROKEN over a copy of the code with all the wrong imports in it."""
    copy = tmp_path_factory.mktemp("house")
    for package in ("station", "ocr", "sync", "ui"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", copy / ".importlinter")
    for module, wrong in WRONG_IMPORTS.values():
        path = copy / module
        path.write_text(path.read_text(encoding="utf-8") + f"\n{wrong}\n", encoding="utf-8")
    program = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command; lint_imports_command()"
    ran = subprocess.run([sys.executable, "-c", program, "--no-cache"], cwd=copy, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return {name: verdict for name, verdict in re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.+\))?$", ran.stdout, re.MULTILINE)}


@pytest.mark.parametrize("contract", WRONG_IMPORTS)
def test_a_wrong_import_breaks_its_contract(contract: str, verdicts: dict[str, str]) -> None:
    judged = [verdict for name, verdict in verdicts.items() if name.startswith(contract)]
    assert judged == ["BROKEN"]


def test_every_contract_is_proven(verdicts: dict[str, str]) -> None:
    assert len(verdicts) == len(WRONG_IMPORTS)
