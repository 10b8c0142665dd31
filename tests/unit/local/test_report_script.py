"""The report's modules as one script."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.report_script import as_one_script


def _written(folder: Path, **modules: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder


def test_what_a_module_imports_comes_before_it_and_once(tmp_path: Path) -> None:
    folder = _written(
        tmp_path / "page",
        app="import { a } from './a.js';\nimport { b } from './b.js';\nrun(a, b);\n",
        a="import { b } from './b.js';\nexport const a = b + 1;\n",
        b="export const b = 1;\n",
    )
    script = as_one_script(folder / "app.js", {})
    starts = [script.index(f"const page__{name} = ") for name in ("b", "a", "app")]
    assert starts == sorted(starts)
    assert script.count("const page__b = ") == 1
    assert "import " not in script
    assert "export " not in script


def test_a_module_gives_what_it_exports_and_nothing_else(tmp_path: Path) -> None:
    text = "export const a = 1;\nconst own = 2;\nexport function f() {}\nexport class C {}\n"
    folder = _written(tmp_path / "page", app=text)
    assert "return { a, f, C };" in as_one_script(folder / "app.js", {})


def test_imports_lead_to_where_the_folder_really_is(tmp_path: Path) -> None:
    viewer = _written(tmp_path / "elsewhere", x="export const x = 1;\n")
    text = "import {\n  x,\n} from '../../web/viewer/x.js';\nx();\n"
    page = _written(tmp_path / "local" / "page", app=text)
    script = as_one_script(page / "app.js", {"web/viewer": viewer})
    assert "const elsewhere__x = " in script
    assert "x,\n} = elsewhere__x;" in script


@pytest.mark.parametrize("line", ["import x from './x.js';", "export default 1;", "export { a };"])
def test_a_form_that_is_not_understood_is_refused(tmp_path: Path, line: str) -> None:
    folder = _written(tmp_path, app=f"const a = 1;\n{line}\n")
    with pytest.raises(ValueError, match="not understood"):
        as_one_script(folder / "app.js", {})
