"""The command as a process: what programs and people around it rely on."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows import __version__
from flows.core.resources import resource
from tests.cli.warm import pullquote

SAMPLE = next(iter(sorted(resource("assets/samples").glob("*.txt"))))
HEAVY = {
    "prefect",
    "spacy",
    "sqlalchemy",
    "PIL",
    "fastapi",
    "trafilatura",
    "requests",
    "bs4",
    "pydantic",
}


def test_it_is_a_process_like_any_other(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows", "clean", "-"],
        cwd=tmp_path,
        input=SAMPLE.read_bytes(),
        capture_output=True,
        check=False,
    )
    warm = pullquote(tmp_path, "clean", "-", given=SAMPLE.read_bytes())
    assert (done.returncode, done.stdout, done.stderr) == (0, warm.stdout, warm.stderr)


def test_help_lists_every_command_and_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv=['pullquote','--help']\n"
        "from flows.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    for command in [
        "init",
        "make",
        "clean",
        "quotes",
        "card",
        "posts",
        "publish",
        "serve",
        "doctor",
    ]:
        assert f"\n  {command} " in done.stdout
    assert not {name for name in HEAVY if f"'{name}'" in done.stderr}


def test_version_is_printed(tmp_path: Path) -> None:
    assert pullquote(tmp_path, "--version").stdout.decode().strip() == f"pullquote {__version__}"


@pytest.mark.parametrize(
    "arguments",
    [
        ("make", "nowhere.txt"),
        ("clean", ""),
        ("make", "", "--via", "prefect"),
        ("clean", "noise.html"),
        ("clean", "nowhere.html"),
        ("quotes", "nowhere.txt", "--json"),
        ("posts", "show", "nothing"),
        ("posts", "approve", "nothing"),
        ("card", "--text", "Yes.", "--speaker", "Ada", "--template", "nope", "-o", "x.png"),
        ("card", "--text", "Yes.", "--speaker", "Ada", "--format", "3:2", "-o", "x.png"),
        ("card", "--text", "Yes.", "--speaker", "Ada", "-o", "no/such/folder/x.png"),
        ("card", "--text", "Yes.", "--speaker", "Ada", "--photo", "no.jpg", "-o", "x.png"),
        ("card", "--text", "Yes.", "--speaker", "Ada", "--photo", "/dev/zero", "-o", "x.png"),
        ("card", "--text", "Yes.", "--speaker", "Ada", "--brand", "nope", "-o", "x.png"),
        ("card", "--gallery", "no/sheet.jpg"),
        ("verify", "/dev/zero"),
        ("card", "--text", "", "--speaker", "Ada", "-o", "x.png"),
        ("card", "--text", "Yes.", "--speaker", "Ada"),
        ("verify", "nowhere.png"),
        ("make", "ftp://example.org/x"),
        ("make", "http://127.0.0.1:9/x"),
    ],
    ids=" ".join,
)
def test_an_error_is_one_sentence_and_no_traceback(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "noise.html").write_bytes(bytes(range(1, 256)) * 9)
    done = pullquote(tmp_path, *arguments)
    message = done.stderr.decode()
    assert done.returncode == 1
    assert "Traceback" not in message
    assert "unforeseen" not in message
    *progress, last = message.strip().splitlines()
    assert last.startswith(("Error: ", "Not used: "))
    assert all(line.startswith(("1: ", "1 of 1: ")) for line in progress)


def test_what_stands_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    told = pullquote(tmp_path, "posts", "list").stderr.decode()
    assert told.startswith("Error: File exists (")
    assert str(tmp_path / "var") in told


def test_a_broken_settings_file_is_told_by_every_command(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text("[quotes]\nmost = 'many'\n")
    done = pullquote(tmp_path, "quotes", str(SAMPLE))
    assert done.returncode == 1
    assert "quotes.most" in done.stderr.decode()


def test_looking_at_an_article_writes_nothing(tmp_path: Path) -> None:
    for arguments in (("clean", str(SAMPLE)), ("quotes", str(SAMPLE), "--explain")):
        assert pullquote(tmp_path, *arguments).returncode == 0
    assert list(tmp_path.iterdir()) == []
    done = pullquote(
        tmp_path, "card", "--text", "A short one.", "--speaker", "Ada Quill", "-o", "card.png"
    )
    assert done.returncode == 0
    assert [p.name for p in tmp_path.iterdir()] == ["card.png"]


def test_with_json_standard_output_is_the_json_alone(tmp_path: Path) -> None:
    for arguments in (
        ("clean", str(SAMPLE), "--json"),
        ("quotes", str(SAMPLE), "--json"),
        ("make", str(SAMPLE), "--json"),
        ("posts", "list", "--json"),
        ("publish", "--dry-run", "--json"),
        ("doctor", "--json"),
    ):
        done = pullquote(tmp_path, *arguments)
        assert done.returncode == 0, done.stderr
        assert isinstance(json.loads(done.stdout), dict)
        assert done.stdout.count(b"\n") == 1


def test_clean_has_the_documented_shape(tmp_path: Path) -> None:
    answer = json.loads(pullquote(tmp_path, "clean", str(SAMPLE), "--json").stdout)
    assert set(answer) == {
        "title", "byline", "published", "url", "language", "origins", "credits", "disclaimers",
        "text", "blocks", "removed",
    }  # fmt: skip
    for block in answer["blocks"]:
        assert set(block) == {"kind", "start", "end"}
        assert answer["text"][block["start"] : block["end"]].strip()
    for line in answer["removed"]:
        assert set(line) == {"line", "kind", "reason"}
    (tmp_path / "page.html").write_text(
        "<title>The Last Boat</title><article><p>The last boat left at noon on Sunday.</p>"
        "<p>Photo: Ada Vane / Reuters</p><p>Disclosure: this article contains affiliate links.</p>"
        "<p>Nobody on the quay had thought that it would ever come back.</p></article>"
    )
    answer = json.loads(pullquote(tmp_path, "clean", "page.html", "--json").stdout)
    assert answer["origins"]["title"] == "title element"
    assert answer["credits"] == ["Photo: Ada Vane / Reuters"]
    assert answer["disclaimers"] == ["Disclosure: this article contains affiliate links."]


def test_quotes_as_is_point_into_the_decoded_file(tmp_path: Path) -> None:
    text = "\ufeff😀 Première.\r\n\r\n“We\u0301 were late,” Ada Quill said. “Nobody minded at all.”\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    done = pullquote(tmp_path, "quotes", "a.txt", "--as-is", "--json")
    answer = json.loads(done.stdout)
    assert set(answer) == {"quotes", "refused"}
    quote = answer["quotes"][0]
    assert set(quote) == {
        "text", "spans", "speaker", "speaker_kind", "role", "cue", "confidence", "score",
        "picked", "kind", "flags",
    }  # fmt: skip
    # A byte-order mark says how to decode and is no part of the text.
    decoded = text.encode().decode("utf-8-sig")
    assert [decoded[a:b].rstrip(",.") for a, b in quote["spans"]] == [
        "We\u0301 were late",
        "Nobody minded at all",
    ]


def test_json_lines_answer_each_line_and_a_bad_one_stops_nothing(tmp_path: Path) -> None:
    lines = "\n".join(
        [
            json.dumps({"id": "a", "text": "“I like it here very much,” Ada Quill said."}),
            "{broken",
            json.dumps({"id": "b"}),
            json.dumps({"id": "c", "text": ""}),
            "[" * 100_000,
            json.dumps({"id": "e", "text": ""}),
        ]
    )
    done = pullquote(tmp_path, "quotes", "--jsonl", given=lines)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert answers[0]["id"] == "a"
    assert answers[0]["quotes"][0]["speaker"] == "Ada Quill"
    assert "error" in answers[1]
    assert answers[2]["id"] == "b"
    assert "error" in answers[2]
    assert answers[3] == {"id": "c", "quotes": []}
    assert answers[4]["id"] is None
    assert answers[5] == {"id": "e", "quotes": []}
    assert done.returncode == 1


def test_a_bad_record_of_scrapes_or_pages_is_named_and_loses_no_other(tmp_path: Path) -> None:
    sentence = "The band played on until the very last of the lights went out."
    lines = [
        b'{"id": "bytes", "lines": ["caf\xe9"]}',
        b'{"id": "text", "lines": "no list"}',
        b'{"id": "null", "lines": ["a", null]}',
        b'{"id": "page", "html": 5}',
        b'{"id": "half", "lines": ["\\ud800 ' + sentence.encode() + b'"]}',
        json.dumps({"id": "good", "lines": [sentence]}).encode(),
    ]
    done = pullquote(tmp_path, "clean", "--jsonl", given=b"\n".join(lines))
    *bad, half, good = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in bad] == [None, "text", "null", "page"]
    assert "UTF-8" in bad[0]["error"]
    assert all("must hold" in one["error"] for one in bad[1:])
    assert half["text"] == f"\ufffd {sentence}"
    assert good["text"] == sentence
    assert done.returncode == 1


def test_odd_records_are_read_or_refused_in_a_sentence(tmp_path: Path) -> None:
    sentence = "The band played on until the very last of the lights went out."
    lines = [
        b"\xef\xbb\xbf" + json.dumps({"id": "mark", "lines": [sentence]}).encode(),
        b'{"id": "half", "html": "<p>\\ud800 ' + sentence.encode() + b'</p>"}',
        json.dumps({"id": "none", "html": f"<p>{sentence}</p>", "url": None}).encode(),
        b'{"id": "number", "html": "<p>words</p>", "url": 5}',
        b'{"id": NaN, "lines": []}',
        b"[" * 100_000,
        b'{"lines": []}',
        b"[]",
    ]
    done = pullquote(tmp_path, "clean", "--jsonl", given=b"\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one.get("text") for one in answers[:3]] == [sentence, f"\ufffd {sentence}", sentence]
    assert [one["error"].partition(": ")[2][:24] for one in answers[3:]] == [
        "The key url must hold a ",
        "It is not valid JSON (Na",
        "It is nested too deeply.",
        "The key id is missing.",
        "It is no JSON object.",
    ]


@pytest.mark.parametrize(
    "arguments", ["clean -", "clean --jsonl", "make -", "make - --via prefect"]
)
def test_a_closed_standard_input_is_told(tmp_path: Path, arguments: str) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m flows {arguments} <&-"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"closed." in done.stderr
    assert b"unforeseen" not in done.stderr


def test_make_goes_on_past_a_source_that_is_not_there(tmp_path: Path) -> None:
    done = pullquote(
        tmp_path, "make", "nowhere.txt", "ftp://x/y", "a" * 5_000, str(SAMPLE), "--json"
    )
    told = done.stderr.decode()
    assert [line.partition(": ")[2][:12] for line in told.splitlines() if "Not used" in line] == [
        "nowhere.txt:",
        "ftp://x/y: '",
        "aaaaaaaaaaaa",
    ]
    assert json.loads(done.stdout)["posts"]
    assert done.returncode == 0


def test_whose_article_it_is_does_not_get_lost_on_the_way_to_prefect(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>Words of somebody else.</p>")
    given = ("make", "page.html", "--url", "https://other.example/a", "--via", "prefect")
    done = pullquote(tmp_path, *given)
    assert done.returncode == 2
    assert b"--url" in done.stderr


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    one = "The band played on until the very last\x0c of the lights\u2028went out."
    two = "Nobody in the town had ever heard anything like it before."
    (tmp_path / "scrape.txt").write_bytes(f"{one}\r\n\n{two}\rAdvertisement\n".encode())
    done = pullquote(tmp_path, "clean", "--lines", "scrape.txt", "--json")
    assert json.loads(done.stdout)["text"].split("\n") == [
        "The band played on until the very last of the lights went out.",
        two,
    ]


def test_an_article_on_standard_input_is_read(tmp_path: Path) -> None:
    done = pullquote(tmp_path, "clean", "-", "--json", given=SAMPLE.read_bytes())
    assert (
        json.loads(done.stdout)["text"]
        in json.loads(pullquote(tmp_path, "clean", str(SAMPLE), "--json").stdout)["text"]
    )


def test_no_control_character_of_an_article_reaches_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text(
        "“I am \x1b]0;owned\x07 quite \x9b31m fine \u202eereh,” Ada Quill said to the crowd.\n"
    )
    for arguments in (
        ("clean", "evil.txt"),
        ("clean", "evil.txt", "--explain"),
        ("quotes", "evil.txt"),
        ("quotes", "evil.txt", "--as-is", "--json"),
        ("quotes", "evil.txt", "--explain"),
    ):
        printed = pullquote(tmp_path, *arguments).stdout.decode()
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(printed)


def test_init_writes_a_folder_that_works_and_never_overwrites(tmp_path: Path) -> None:
    assert pullquote(tmp_path, "init", "room").returncode == 0
    room = tmp_path / "room"
    assert (room / "pullquote.toml").is_file()
    assert (room / "brand" / "brand.toml").is_file()
    assert pullquote(room, "doctor").returncode == 0
    before = (room / "pullquote.toml").read_bytes()
    assert pullquote(tmp_path, "init", "room").returncode == 1
    assert (room / "pullquote.toml").read_bytes() == before


def test_explain_tells_where_the_metadata_comes_from(tmp_path: Path) -> None:
    page = (
        "<title>The Last Boat</title><meta name=author content='Ada Vane'>"
        "<article><p>The last boat of the year left the harbour at noon on Sunday.</p></article>"
    )
    (tmp_path / "page.html").write_text(page)
    told = pullquote(tmp_path, "clean", "page.html", "--explain").stdout.decode()
    assert "title  The Last Boat  [title element]" in told
    assert "by     Ada Vane  [meta author]" in told


def test_explain_tells_line_by_line_in_the_order_of_the_source(tmp_path: Path) -> None:
    first = "The last boat of the year left the harbour at noon on Sunday."
    second = "Nobody on the quay had thought that it would ever come back."
    scrape = f"Photo: Ada Vane\n{first}\nAdvertisement\n{second}\nAdvertisement\n"
    (tmp_path / "scrape.txt").write_text(scrape)
    page = (
        f"<title>The Last Boat</title><body><nav><a href=/>Home</a></nav><article><p>{first}</p>"
        f"<p>Advertisement</p><p>{second}</p></article><footer>All rights reserved</footer></body>"
    )
    (tmp_path / "page.html").write_text(page)
    for name, wanted in (
        ("scrape.txt", ["Photo:", first, "Advertisement", second, "Advertisement"]),
        ("page.html", ["Home", first, "Advertisement", second, "All rights"]),
    ):
        told = pullquote(tmp_path, "clean", name, "--explain").stdout.decode().splitlines()
        lines = [line[7:] for line in told if line.startswith(("keep", "drop"))]
        assert len(lines) == len(wanted)
        assert all(line.startswith(one) for line, one in zip(lines, wanted, strict=True))


def test_one_bad_file_of_a_folder_is_listed_and_the_others_are_made(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "good.txt").write_bytes(SAMPLE.read_bytes())
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02" * 200)
    (folder / "empty.txt").write_bytes(b"")
    done = pullquote(tmp_path, "make", "articles", "--json")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
    told = done.stderr.decode()
    assert "bad.txt" in told
    assert "empty.txt" in told
    assert "Done: 1 article, " in told.splitlines()[-1]
    assert "2 not used" in told.splitlines()[-1]


def test_a_ctrl_c_while_the_command_still_loads_ends_without_a_traceback(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "class Pressed:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Pressed())\n"
        "from flows.__main__ import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")


def test_make_in_a_fresh_process_does_not_load_prefect(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.argv=['pullquote','make',{str(SAMPLE)!r},'--json']\n"
        "from flows.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "assert 'prefect' not in sys.modules"
    )
    environment = {**os.environ, "PULLQUOTE_DEBUG": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_approve_hold_retry_edit_and_reject_from_the_command_line(tmp_path: Path) -> None:
    made = json.loads(pullquote(tmp_path, "make", str(SAMPLE), "--json").stdout)
    first, second, third = (post["id"] for post in made["posts"][:3])

    def say(*arguments: str) -> dict[str, object]:
        done = pullquote(tmp_path, "posts", *arguments, "--json")
        assert done.returncode == 0, done.stderr
        answer: dict[str, object] = json.loads(done.stdout)["posts"][0]
        return answer

    assert say("approve", first, "--as", "Ada", "--at", "2031-05-04T09:00")["state"] == "queued"
    assert say("hold", first, "--why", "wait for legal")["state"] == "held"
    assert say("retry", first)["state"] == "queued"
    assert say("edit", second, "--text", "New words around it")["text"] == "New words around it"
    assert say("reject", third, "--why", "off topic")["state"] == "rejected"
    story = pullquote(tmp_path, "posts", "show", first).stdout.decode()
    assert "Ada" in story
    assert "wait for legal" in story
    dry = json.loads(pullquote(tmp_path, "publish", "--dry-run", "--json").stdout)
    assert dry["outcomes"] == []


def test_a_card_says_what_it_is_and_whether_its_words_still_stand(tmp_path: Path) -> None:
    quote = "Nobody minds if you are late as long as you come."
    article = f"It rained. “{quote}” Ada Quill said, and she sat down among the others.\n"
    (tmp_path / "as-it-was.txt").write_text(article)
    (tmp_path / "corrected.txt").write_text(article.replace("are late", "are early"))
    pullquote(tmp_path, "card", "--text", quote, "--speaker", "Ada Quill", "-o", "card.png")
    told = pullquote(tmp_path, "verify", "card.png", "--against", "as-it-was.txt", "--json")
    answer = json.loads(told.stdout)
    assert (answer["quote"], answer["speaker"], answer["stands"]) == (quote, "Ada Quill", True)
    changed = pullquote(tmp_path, "verify", "card.png", "--against", "corrected.txt")
    assert changed.returncode == 1
    assert "NOT in the article" in changed.stdout.decode()


def test_the_gallery_is_one_picture_of_every_design(tmp_path: Path) -> None:
    done = pullquote(tmp_path, "card", "--gallery", "sheet.jpg")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "sheet.jpg").stat().st_size > 100_000


def test_a_time_is_the_accounts_wall_time_and_must_exist(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text(
        '[[account]]\nname = "folder"\nzone = "Europe/Berlin"\n'
    )
    made = json.loads(pullquote(tmp_path, "make", str(SAMPLE), "--json").stdout)
    first = made["posts"][0]["id"]
    for when in ("2031-03-30T02:30", "9999-12-31T23:59", "0001-01-01T00:00", "2020-01-01T09:00"):
        refused = pullquote(tmp_path, "posts", "approve", first, "--at", when)
        assert refused.returncode == 1, when
        assert "unforeseen" not in refused.stderr.decode()
    said = pullquote(tmp_path, "posts", "approve", first, "--at", "2031-05-04T09:00", "--json")
    assert json.loads(said.stdout)["posts"][0]["due_at"].startswith("2031-05-04T07:00")


def test_a_state_or_account_that_is_not_there_is_told(tmp_path: Path) -> None:
    for option in (("--state", "bogus"), ("--account", "nope")):
        done = pullquote(tmp_path, "posts", "list", *option)
        assert done.returncode == 1
        assert option[1] in done.stderr.decode()


@pytest.mark.parametrize(("name", "magic"), [("a.png", b"\x89PNG"), ("a.jpg", b"\xff\xd8")])
def test_a_card_file_is_what_its_name_says(tmp_path: Path, name: str, magic: bytes) -> None:
    for template in ("paper", "field"):
        done = pullquote(
            tmp_path, "card", "--text", "“It is what it is.”", "--speaker", "Ada Quill",
            "--template", template, "-o", name,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name).read_bytes().startswith(magic)


def test_output_that_cannot_be_written_is_no_crash(tmp_path: Path) -> None:
    command = f"{sys.executable} -m flows clean {SAMPLE}"
    for shell in (f"{command} >&-", f"{command} > /dev/full", f"LC_ALL=C PYTHONUTF8=0 {command}"):
        done = subprocess.run(
            ["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr
        assert "unforeseen" not in done.stderr


def test_nothing_is_left_out_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "dull.txt").write_text(
        "It rained all day.\n\nThe meeting was put off for a week.\n"
    )
    assert "No quotation was good" in pullquote(tmp_path, "make", "dull.txt").stdout.decode()
