"""The walls between the parts: who may import whom. Read from the source, so that a late import counts as well."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROVER = "triage/engine/prover/"
PROVER_SOLVER = "z3"  # design.md: the prover, and only the prover, may use its solver
SOLVER_HOME = f"{PROVER}solver.py"
PUBLISH_PATH = (
    "triage/management/commands/check_protocol.py",
    "triage/versions/proofs.py",
    "triage/admin/versions/report.py",
)
NEWSLETTER = "articles/newsletter/"
LAYERS = [{"urls"}, {"views", "admin"}, {"forms", "answers", "models"}, {"engine"}]  # each may import those after it


def sources(folder: str) -> list[str]:
    """Python files below a folder, but for migrations, which Django writes."""
    paths = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in paths if "/migrations/" not in path]


def imports(path: str) -> Iterator[str]:
    """Every module that a file imports, `from a import b` as `a.b`, wherever in the file it does."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(part: str) -> int | None:
    """How deep a part of an app lies; None for a part that stands beside the layers."""
    return next((depth for depth, parts in enumerate(LAYERS) if part in parts), None)


@pytest.mark.parametrize("path", sources("triage/engine"))
def test_engine_imports_only_itself_and_the_standard_library(path: str) -> None:
    allowed = set(sys.stdlib_module_names) | ({PROVER_SOLVER} if path == SOLVER_HOME else set())
    strangers = [
        name for name in imports(path) if name.split(".")[0] not in allowed and not name.startswith("triage.engine")
    ]
    assert strangers == []


def test_only_the_publish_path_knows_the_prover() -> None:
    every = [path for folder in ("triage", "articles", "calfsite") for path in sources(folder)]
    knowing = {path for path in every if any(name.startswith("triage.engine.prover") for name in imports(path))}
    assert {path for path in knowing if not path.startswith((PROVER, *PUBLISH_PATH))} == set()


def test_the_solver_is_loaded_only_to_prove() -> None:
    loads = "import sys, triage.engine.prover; sys.exit('z3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("path", sources("articles"))
def test_articles_do_not_know_triage(path: str) -> None:
    assert [name for name in imports(path) if name.split(".")[0] == "triage"] == []


@pytest.mark.parametrize("path", sources("triage"))
def test_triage_does_not_know_articles(path: str) -> None:
    assert [name for name in imports(path) if name.split(".")[0] == "articles"] == []


@pytest.mark.parametrize("path", [path for path in sources("articles") if not path.startswith(NEWSLETTER)])
def test_articles_do_not_know_the_email_list(path: str) -> None:
    assert [name for name in imports(path) if name.startswith("articles.newsletter")] == []


def test_triage_and_email_list_do_not_even_name_each_other() -> None:
    """By a setting, a model's name or a table, as an import would not show."""
    texts = {
        path: (ROOT / path).read_text(encoding="utf-8").lower() for path in [*sources("triage"), *sources(NEWSLETTER)]
    }
    assert {path for path, text in texts.items() if path.startswith("triage/") and "newsletter" in text} == set()
    code = {path: ast.dump(without_docstrings(text)) for path, text in texts.items() if path.startswith(NEWSLETTER)}
    assert {path for path, text in code.items() if "triage" in text} == set()


def without_docstrings(text: str) -> ast.Module:
    """The code alone: words about the triage are allowed."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return tree


@pytest.mark.parametrize("path", [*sources("articles"), *sources("triage")])
def test_imports_point_one_way(path: str) -> None:
    where = 2 if path.startswith(NEWSLETTER) else 1
    steps = Path(path).with_suffix("").parts
    app, part = ".".join(steps[:where]), steps[where]
    depth = layer(part)
    if depth is None:
        return
    parts = [name.split(".")[where] for name in imports(path) if name.startswith(f"{app}.")]
    upwards = [other for other in parts if (layer(other) if layer(other) is not None else depth) < depth]
    assert upwards == []


@pytest.mark.parametrize("path", [*sources("articles"), *sources("triage"), *sources("calfsite")])
def test_the_site_does_not_import_its_tests(path: str) -> None:
    assert [name for name in imports(path) if name.split(".")[0] in {"tests", "pytest", "hypothesis"}] == []
