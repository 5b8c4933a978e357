"""What is shipped works away from the checkout."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.proof
def test_the_wheel_makes_a_card_in_a_fresh_environment(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("pullquote-*.whl")
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True
    )
    # The dependencies are those of this environment; only our own code comes from the wheel.
    (site,) = (home / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    where = subprocess.run(
        [python, "-c", "import flows; print(flows.__file__)"],
        cwd=elsewhere, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert str(home) in where
    subprocess.run(
        [home / "bin" / "pullquote", "card", "--text", "It travels.", "--speaker", "Ada Quill",
         "-o", "card.png"],
        cwd=elsewhere, check=True, capture_output=True,
    )  # fmt: skip
    assert (elsewhere / "card.png").stat().st_size > 5_000
    subprocess.run(
        [home / "bin" / "pullquote", "init", "room"],
        cwd=elsewhere, check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(
        [home / "bin" / "pullquote", "doctor"],
        cwd=elsewhere / "room", check=True, capture_output=True,
    )  # fmt: skip
