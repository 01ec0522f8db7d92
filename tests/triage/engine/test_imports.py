"""What import-linter's contracts (pyproject.toml) cannot say of the engine's imports."""

import subprocess
import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[3]


def test_the_engine_imports_only_itself_the_standard_library_and_its_solver() -> None:
    graph = grimp.build_graph("triage", include_external_packages=True)
    modules = graph.find_descendants("triage.engine") | {"triage.engine"}
    imported = {name for module in modules for name in graph.find_modules_directly_imported_by(module)}
    assert {name for name in imported - modules if name.split(".")[0] not in sys.stdlib_module_names} == {"z3"}


def test_the_solver_is_loaded_only_to_prove() -> None:
    loads = "import sys, triage.engine.prover; sys.exit('z3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], cwd=ROOT, check=False).returncode == 0
