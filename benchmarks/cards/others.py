"""The peers driven from Python: a warm headless Chromium page, and Pillow as tutorials use it."""

import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def _tree_cpu(root: int) -> float:
    """Return the CPU seconds of a process and all its descendants (Linux: /proc)."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    tick = os.sysconf("SC_CLK_TCK")
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = (int(fields[11]) + int(fields[12])) / tick
    family, grown = {root}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        family, grown = family | more, bool(more)
    return sum(used.get(pid, 0.0) for pid in family)


def _page(job: dict[str, Any], card: dict[str, Any]) -> str:
    faces = "".join(
        f"@font-face{{font-family:'{name}';font-weight:{weight};src:url('file://{path}')}}"
        for name, weight, path in job["fonts"]
    )
    return f"""<style>{faces}*{{margin:0}}body{{width:{job["width"]}px;height:{job["height"]}px;
    position:relative;background:#08090e}}.a{{position:absolute;left:86px}}</style>
    <img src="file://{job["photo"]}" style="position:absolute;width:100%;height:100%">
    <div style="position:absolute;inset:0;background:linear-gradient(rgba(8,9,14,.42),rgba(8,9,14,.06)
    26%,rgba(8,9,14,.8) 50%,rgba(8,9,14,.95))"></div>
    <div class=a id=q style="bottom:260px;width:908px;text-wrap:balance;color:#faf7f0;
    font:500 {card["px"]}px/{card["leading"]} 'SourceSerif'">{card["text"]}</div>
    <div class=a style="bottom:122px;color:#faf7f0;font:600 35px 'LibreFranklin'">{job["speaker"]}</div>
    <div class=a style="bottom:78px;color:#c4c6ce;font:400 28px 'LibreFranklin'">{job["role"]}</div>
    <img src="file://{job["logo"]}" style="position:absolute;right:86px;bottom:98px;height:36px">"""


def chromium(job: dict[str, Any]) -> dict[str, float]:
    """Return the CPU time of a JPEG screenshot of a warm page whose words are replaced."""
    from playwright.sync_api import sync_playwright

    path = Path(job["folder"]) / "page.html"
    path.write_text(_page(job, job["cards"][0]), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or None, args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": job["width"], "height": job["height"]})
        page.goto(path.as_uri())

        def draw(card: dict[str, Any]) -> None:
            page.evaluate(
                "c => {const q = document.getElementById('q'); q.textContent = c.text;"
                "q.style.fontSize = c.px + 'px'; q.style.lineHeight = c.leading}",
                card,
            )
            page.screenshot(type="jpeg", quality=90)

        for card in job["cards"][:5]:
            draw(card)
        before, count = _tree_cpu(os.getpid()), 0
        for card in job["cards"]:
            draw(card)
            count += 1
        taken = (_tree_cpu(os.getpid()) - before) * 1000 / count
        browser.close()
    return {"p50": taken, "mean": taken}


def textbook(job: dict[str, Any]) -> dict[str, float]:
    """Return the CPU time of what a tutorial teaches: open all, shrink the font till it fits."""
    from PIL import Image, ImageDraw, ImageFont

    fonts = {(name, weight): path for name, weight, path in job["fonts"]}

    def draw(card: dict[str, Any]) -> None:
        image = Image.open(job["photo"]).convert("RGBA")
        shade = Image.new("RGBA", image.size)
        pen = ImageDraw.Draw(shade)
        for y in range(image.height):
            pen.line((0, y, image.width, y), fill=(8, 9, 14, min(int(y / image.height * 300), 240)))
        image = Image.alpha_composite(image, shade)
        pen, size = ImageDraw.Draw(image), 112
        while True:
            font = ImageFont.truetype(fonts["SourceSerif", 500], size)
            lines, line = [], ""
            for word in card["text"].split():
                longer = f"{line} {word}".strip()
                if pen.textlength(longer, font) > 908:
                    lines.append(line)
                    longer = word
                line = longer
            lines.append(line)
            box = pen.multiline_textbbox((86, 0), "\n".join(lines), font, spacing=12)
            if box[3] - box[1] < 560:
                break
            size -= 2
        pen.multiline_text((86, 1090 - (box[3] - box[1])), "\n".join(lines), "#faf7f0", font)
        small = ImageFont.truetype(fonts["LibreFranklin", 600], 35)
        pen.text((86, 1180), job["speaker"], "#faf7f0", small)
        pen.text((86, 1225), job["role"], "#c4c6ce", small)
        logo = Image.open(job["logo"]).convert("RGBA").resize((job["logoWidth"], job["logoHeight"]))
        image.paste(logo, (image.width - 86 - logo.width, 1216), logo)
        image.convert("RGB").save(Path(job["folder"]) / "textbook.jpg", quality=90)

    return _timed(draw, job["cards"])


def _timed(draw: Callable[[dict[str, Any]], None], items: list[dict[str, Any]]) -> dict[str, float]:
    draw(items[0])
    taken = [float("inf")] * len(items)
    for _ in range(2):
        for number, item in enumerate(items):
            before = time.process_time()
            draw(item)
            taken[number] = min(taken[number], (time.process_time() - before) * 1000)
    return {"p50": statistics.median(taken), "mean": statistics.fmean(taken)}


if __name__ == "__main__":
    wanted = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps({"chromium": chromium, "textbook": textbook}[sys.argv[2]](wanted)))
