"""`python -m benchmarks.cards [--json] [--rounds N]`: us and the peers in turn, as ratios.

Every engine draws the same forty 1080×1350 cards, warm, on one core; CPU time per card, median.
`A_vs_PEER` is the peer's CPU time divided by ours: higher is better for us. The peers are
installed by npm into a cache outside the checkout (`PULLQUOTE_CACHE`, else `~/.cache/pullquote`).
"""

import argparse
import compileall
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.cards.quotes import quotes
from benchmarks.cards.scene import scene

PACKAGES = {
    "satori": "0.63.2",
    "@resvg/resvg-js": "2.6.2",
    "@takumi-rs/core": "2.16.3",
    "@expo-google-fonts/noto-naskh-arabic": "*",
    "@expo-google-fonts/noto-serif-hebrew": "*",
    "@expo-google-fonts/noto-serif-devanagari": "*",
}
ROOT = Path(__file__).resolve().parents[2]
# Each card of ours, takumi's and satori's counts with the best of so many passes: what other
# programs on the machine cost is no part of it. (Chromium and textbook, which are far off, fewer.)
PASSES = 5
OURS = ("compose", "jpeg420", "shipped", "png")
PEERS = ("takumi-raw", "takumi-jpeg", "takumi-png", "satori", "chromium", "textbook")


def cache() -> Path:
    """Return the folder the peers live in, outside the checkout."""
    home = os.environ.get("PULLQUOTE_CACHE") or Path.home() / ".cache" / "pullquote"
    return Path(home) / "card-peers"


def install() -> Path | None:
    """Install the JavaScript peers; None (said on stderr) where node or the network is missing."""
    folder = cache()
    if not shutil.which("npm"):
        print("npm is not installed: the JavaScript peers are left out.", file=sys.stderr)
        return None
    missing = [name for name in PACKAGES if not (folder / "node_modules" / name).is_dir()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(
            json.dumps({"private": True, "dependencies": PACKAGES})
        )
        done = subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=False
        )
        if done.returncode:
            print("The JavaScript peers could not be installed.", file=sys.stderr)
            return None
    return folder


def job(folder: Path, modules: Path | None) -> dict[str, Any]:
    """Return what every engine is given: photo, logo, fonts, and each quote with our type size."""
    from flows import cards
    from flows.cards.making import lay_out, plan_of
    from flows.core.card import CardOrder, Picture

    large = scene()
    large.save(folder / "large.jpg", quality=90)
    large.resize((1350, 1350)).crop((135, 0, 1215, 1350)).save(folder / "photo.jpg", quality=90)
    brand = cards.load_brand(None)
    drawn = []
    for quote in quotes():
        picture = Picture(folder / "photo.jpg", "own", "", (0.64, 0.36))
        sheet = lay_out(CardOrder(quote, "Ida", None, "photo", "4:5", picture), brand)
        px = plan_of(sheet).quote_px
        leading = sheet.design.quote.leading.at(px / sheet.width)
        drawn.append({"text": quote, "px": px, "leading": round(leading, 3)})
    fonts = ROOT / "assets" / "fonts"
    return {
        "passes": PASSES, "folder": str(folder), "modules": str(modules), "width": 1080, "height": 1350,
        "photo": str(folder / "photo.jpg"), "large": str(folder / "large.jpg"),
        "logo": str(brand.logo_light), "logoWidth": 185, "logoHeight": 36,
        "speaker": "Mirela Vanterpool", "role": "Ferry captain",
        "quotes": quotes(), "cards": drawn,
        "fonts": [
            ["SourceSerif", 500, str(fonts / "source-serif-4/SourceSerif4_500Medium.ttf")],
            ["LibreFranklin", 600, str(fonts / "libre-franklin/LibreFranklin_600SemiBold.ttf")],
            ["LibreFranklin", 400, str(fonts / "libre-franklin/LibreFranklin_400Regular.ttf")],
        ],
    }  # fmt: skip


def run(path: Path, engine: str, core: int, modules: Path | None) -> dict[str, float] | None:
    """Run one engine once in its own process on one core; None if it failed (said on stderr)."""
    if engine.startswith(("takumi", "satori")):
        command = ["node", str(Path(__file__).with_name("peers.mjs")), str(path), engine]
    else:
        side = "others" if engine in {"chromium", "textbook"} else "ours"
        command = [sys.executable, "-m", f"benchmarks.cards.{side}", str(path), engine]
    fonts = str(modules / "node_modules/@expo-google-fonts") if modules else ""
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PULLQUOTE_FONTS": fonts},
        capture_output=True,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    if done.returncode:
        print(f"{engine}: {done.stderr.strip()[-300:]}", file=sys.stderr)
        return None
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def measure(rounds: int, *, core: int) -> dict[str, Any]:
    """Run everybody in turn, `rounds` times; return ratios and the milliseconds behind them."""
    modules = install()
    # As an installation has it: without, a first card would wait for the compiler.
    compileall.compile_dir(ROOT / "flows", quiet=1)
    taken: dict[str, list[float]] = {}
    memory: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "job.json"
        path.write_text(json.dumps(job(Path(name), modules)), encoding="utf-8")
        for number in range(rounds):
            for engine in (*OURS, *PEERS, "complex", "formats", *["first"] * 5):
                print(f"round {number + 1}: {engine}", file=sys.stderr)
                found = run(path, engine, core, modules)
                if found is None:
                    continue
                taken.setdefault(engine, []).append(found["p50"])
                if engine in {*OURS, "formats"}:
                    key = "rss_formats_mb" if engine == "formats" else "rss_mb"
                    memory[key] = max(memory.get(key, 0.0), found["rss_mb"])
    middle = {engine: statistics.median(values) for engine, values in taken.items()}
    # One number per process: the best one, as the best pass counts for a card.
    middle.update({"first": min(taken["first"])} if "first" in taken else {})
    milliseconds = {engine: round(value, 2) for engine, value in middle.items()}
    return {**ratios(middle), **memory, "milliseconds": milliseconds}


def ratios(middle: dict[str, float]) -> dict[str, float | None]:
    """Return the documented keys; None where a peer did not run."""

    def against(ours: str, peer: str) -> float | None:
        return round(middle[peer] / middle[ours], 2) if peer in middle and ours in middle else None

    def plain(engine: str) -> float | None:
        return round(middle[engine], 2) if engine in middle else None

    return {
        "compose_vs_takumi_raw": against("compose", "takumi-raw"),
        "jpeg_vs_satori_resvg": against("jpeg420", "satori"),
        "jpeg_vs_takumi": against("jpeg420", "takumi-jpeg"),
        "jpeg_vs_chromium": against("jpeg420", "chromium"),
        "jpeg_vs_textbook_pillow": against("jpeg420", "textbook"),
        "png_vs_satori_resvg": against("png", "satori"),
        "png_vs_takumi": against("png", "takumi-png"),
        "jpeg444_vs_satori_resvg": against("shipped", "satori"),
        "complex_vs_latin": plain("complex"),
        "four_formats_ms": plain("formats"),
        "first_card_ms": plain("first"),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cards", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON alone on standard output")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    options = parser.parse_args()
    found = measure(options.rounds, core=options.core)
    if options.json:
        print(json.dumps(found))
        return
    for key, value in found.items():
        print(f"{key:28} {value}")


if __name__ == "__main__":
    main()
