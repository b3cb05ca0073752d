"""The package, built and installed where nothing of the project lies: it starts, draws, and checks lessons."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.words.words import text
from optim_core import Experiment, __version__
from tests.e2e.conftest import Visit
from tests.e2e.server import ROOT, Server

PACKAGES = ("app", "lessons", "optim_core")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
EXPERIMENT = Experiment.from_query("surface=bowl&run1=gd&steps=8")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, for setuptools writes beside what it builds."""
    tree, built = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, tree)
    subprocess.run([*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", built, tree], check=True)
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment of its own that has the wheel, and the tests' copy of what it depends on."""
    home = tmp_path_factory.mktemp("environment")
    context = venv.EnvBuilder(with_pip=False).ensure_directories(home)
    venv.create(home)
    inside = Path(sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)}))
    (inside / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    subprocess.run([*PIP, "--python", home, "install", "--no-deps", "--no-index", wheel], check=True)
    return Path(context.bin_path)


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    """Lessons, texts, scripts, styles, Streamlit's settings and the marks of typed packages come along; nothing else."""
    lies = {path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()}
    wanted = {path.relative_to(ROOT).as_posix() for path in lies if "__pycache__" not in path.parts}
    wanted -= {name for name in wanted if name.endswith(".d.ts")}  # for the type checker alone
    assert {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name} == wanted
    assert {"app/.streamlit/config.toml", "optim_core/py.typed", "lessons/py.typed"} < wanted
    assert wheel.name.startswith(f"descent_lab-{__version__}-")


@pytest.mark.ci
def test_descent_lab_starts_in_any_folder(programs: Path, newcomer: Visit, tmp_path: Path) -> None:
    """The installed app draws an experiment and lists its lessons; a stranger's settings and `app` change nothing."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('another app')", encoding="utf-8")
    (tmp_path / ".streamlit").mkdir()
    settings = "[browser]\ngatherUsageStats = true\n[server]\nbaseUrlPath = 'elsewhere'\n"
    (tmp_path / ".streamlit" / "config.toml").write_text(settings, encoding="utf-8")
    with Server(command=[str(programs / "descent-lab")], folder=tmp_path) as server:
        lab = newcomer(server.url).open(EXPERIMENT.to_query())
        lab.shows(EXPERIMENT)
        lab.page.goto(f"{server.url}course")
        expect(lab.page.get_by_role("heading", name=text("course.title"))).to_be_visible()
        expect(lab.page.get_by_role("link", name="Steps and learning rate").first).to_be_visible()


@pytest.mark.ci
def test_lessons_are_checked_where_the_package_is_installed(programs: Path, tmp_path: Path) -> None:
    """A teacher needs no checkout to have a lesson proven."""
    lesson = shutil.copy(ROOT / "lessons" / "template.md", tmp_path / "mine.md")
    run = [programs / "python", "-m", "lessons", "check", "--samples", "5", lesson]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    said = subprocess.run([programs / "descent-lab", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout == f"Descent Lab {__version__}\n"
