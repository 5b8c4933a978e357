"""The main job on the house's own articles, through the command: nobody is misquoted."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.core.resources import resource
from flows.core.verbatim import normalised

SAMPLES = resource("assets/samples")
HIS = {
    "anselm-tarrow-on-silence.txt": (
        "Anselm Tarrow",
        [
            "People expect a storm to walk in. I am mostly drizzle.",
            "I had always hidden behind the words. Take them away, and you find out whether "
            "anybody is at home.",
            "You don’t finish a silence. You hand it to the people in the dark, and they carry "
            "it home.",
        ],
        ["My grandmother laid", "Forty years of small parts", "superheroes", "Every lamp"],
        ["a hand and half a hat", "resting"],
    ),
    "jonas-abara-lind-last-mile.txt": (
        "Jonas Abara-Lind",
        [
            "Somebody has to be last. I’d just like it to be worth the wait.",
        ],
        ["No one walks in alone", "You are nearly there", "I got my medal", "Jonas never once"],
        ["movement", "the bad day"],
    ),
    "odile-ferncastle-cello.html": (
        "Odile Ferncastle",
        [
            "I play the cello the way other people keep bees. You don’t own it. You look after "
            "it for a while, you get stung, and now and then there is honey.",
        ],
        [
            "She asks a thing once",
            "I played this to my dad",
            "the sound of someone",
            "Better. Mind",
        ],
        ["difficult passenger"],
    ),
}


def run(folder: Path, *arguments: str) -> str:
    before = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    finally:
        os.chdir(before)
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module", params=sorted(HIS))
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("work")
    name = str(request.param)
    return name, folder, json.loads(run(folder, "make", str(SAMPLES / name), "--json"))


def test_the_best_quotes_are_picked_and_credited_by_full_name(
    made: tuple[str, Path, dict[str, Any]],
) -> None:
    name, _, answer = made
    person, must, _, _ = HIS[name]
    picked = {q["text"]: q["speaker"] for q in answer["quotes"]}
    for words in must:
        assert picked.get(words) == person, (words, sorted(picked))


def test_nobody_elses_words_are_credited_to_the_subject(
    made: tuple[str, Path, dict[str, Any]],
) -> None:
    name, folder, _ = made
    person, _, others, _ = HIS[name]
    report = json.loads(run(folder, "quotes", str(SAMPLES / name), "--json"))
    for quote in report["quotes"]:
        if any(words in quote["text"] for words in others):
            assert quote["speaker"] != person, quote


def test_fragments_and_scare_quotes_are_never_on_a_card(
    made: tuple[str, Path, dict[str, Any]],
) -> None:
    name, _, answer = made
    _, _, _, fragments = HIS[name]
    for quote in answer["quotes"]:
        assert not any(normalised(quote["text"]).strip(".,") == words for words in fragments)


def test_every_printed_word_stands_in_the_article_where_the_spans_say(
    made: tuple[str, Path, dict[str, Any]],
) -> None:
    _, _, answer = made
    text = answer["article"]["text"]
    for quote in answer["quotes"]:
        stretches = [text[start:end] for start, end in quote["spans"]]
        words = "".join(c for c in normalised(quote["text"]) if c.isalnum())
        proof = "".join(c for c in normalised(" ".join(stretches)) if c.isalnum())
        assert words == proof
        for start, end in quote["spans"]:
            assert text[start - 1] in "“\"‘'"
            assert text[start:end] == text[start:end].strip()


def test_junk_is_listed_with_a_reason_and_no_sentence_is_lost(
    made: tuple[str, Path, dict[str, Any]],
) -> None:
    name, _, answer = made
    article = answer["article"]
    assert all(line["reason"] for line in article["removed"])
    dropped = {line["line"].strip() for line in article["removed"]}
    assert not any("advert" in block.lower() for block in article["text"].split("\n\n"))
    if name.endswith(".txt"):
        source = (SAMPLES / name).read_text(encoding="utf-8")
        for line in filter(None, (line.strip() for line in source.splitlines())):
            assert line in dropped or line in article["text"] or line == article["title"], line
        assert all(len(line) < 90 for line in dropped)


def test_the_title_is_the_first_line_only_where_there_is_one(
    made: tuple[str, Path, dict[str, Any]],
) -> None:
    name, _, answer = made
    title = answer["article"]["title"]
    if name == "anselm-tarrow-on-silence.txt":
        assert title is None
    else:
        assert title.startswith(
            {"j": "Jonas Abara-Lind Finished", "o": "Odile Ferncastle"}[name[0]]
        )


def test_each_card_is_a_picture_of_its_size_with_alt_text_that_holds_the_quote(
    made: tuple[str, Path, dict[str, Any]],
) -> None:
    _, _, answer = made
    assert len(answer["cards"]) == 2 * len(answer["quotes"])
    for card in answer["cards"]:
        assert Path(card["path"]).stat().st_size > 5_000
        assert any(quote["text"] in card["alt"] for quote in answer["quotes"])
    assert {post["state"] for post in answer["posts"]} == {"draft"}


def test_making_it_again_adds_nothing(made: tuple[str, Path, dict[str, Any]]) -> None:
    name, folder, first = made
    again = json.loads(run(folder, "make", str(SAMPLES / name), "--json"))
    assert [p["id"] for p in again["posts"]] == [p["id"] for p in first["posts"]]
    listed = json.loads(run(folder, "posts", "list", "--json"))["posts"]
    assert len(listed) == len(first["posts"])
