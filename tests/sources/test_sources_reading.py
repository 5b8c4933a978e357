"""Files, folders, standard input, pages: what comes out and what is listed as unread."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.core.article import RawDocument
from flows.core.errors import SourceError, SourceMissing, SourceRefused
from flows.core.workspace import Workspace
from flows.sources import Unread, into_inbox, read
from flows.sources.links import is_own
from flows.sources.manners import Manners
from tests.sources.newsroom import Newsroom, page, redirect, status

Desk = Callable[..., Workspace]
HTML = "<!doctype html><html><head><title>T</title></head><body><p>Words.</p></body></html>"


def one(source: str, workspace: Workspace, url: str | None = None) -> RawDocument:
    found = list(read(source, workspace, url=url))
    assert len(found) == 1
    assert isinstance(found[0], RawDocument), found[0]
    return found[0]


def test_a_text_file_keeps_every_code_point(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("“Zoë” said…\r\n\r\n\u200bEnd ".encode())
    document = one(str(path), desk())
    assert document.kind == "text"
    assert document.content == "“Zoë” said…\r\n\r\n\u200bEnd "
    assert document.own
    assert document.url is None


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.4 (She said it.) Tj",
        b"{\\rtf1\\ansi She said it.\\par}",
        b"PK\x03\x04 word/document.xml",
        b"\x89PNG\r\n\x1a\n and so on",
        bytes(range(1, 256)) * 4,
    ],
)
def test_another_kind_of_file_is_no_text_whatever_its_name(
    tmp_path: Path, desk: Desk, raw: bytes
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    (found,) = read(str(path), desk())
    assert isinstance(found, Unread)
    assert "not a text" in found.reason


def test_a_stray_zero_is_no_sign_of_another_kind_of_file(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "a.txt").write_text("A long story about the sea. " * 20 + "\0")
    assert one(str(tmp_path / "a.txt"), desk()).kind == "text"


def test_a_scrape_with_a_few_broken_characters_is_still_read(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\x07She said it \ufffd and went\x1b[0m home.".encode())
    assert one(str(path), desk()).content.startswith("\x07She said it")


@pytest.mark.parametrize("name", ["letter.docx", "nowhere.txt", "bare"])
def test_what_flows_could_not_read_is_not_laid_into_the_inbox(
    tmp_path: Path, desk: Desk, name: str
) -> None:
    (tmp_path / "letter.docx").write_bytes(b"PK")
    (tmp_path / "bare").mkdir()
    workspace = desk()
    with pytest.raises(SourceError):
        into_inbox(str(tmp_path / name), workspace)
    assert not list(workspace.inbox.iterdir())


def test_our_own_state_is_no_article_of_the_working_folder(desk: Desk) -> None:
    workspace = desk()
    workspace.var.mkdir(exist_ok=True)
    (workspace.var / "log.txt").write_text("Words.")
    (workspace.root / "story.txt").write_text("Words.")
    assert one(str(workspace.root), workspace).name.endswith("story.txt")


def test_an_html_file_with_its_address_is_another_sites(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "a.html"
    path.write_text(HTML)
    other = one(str(path), desk(), url="https://paper.example.org/a")
    own = one(str(path), desk(own_sites=("example.org",)), url="https://paper.example.org/a")
    assert (other.kind, other.url, other.own) == ("html", "https://paper.example.org/a", False)
    assert own.own
    assert own.article_id == other.article_id


def test_a_folder_gives_every_article_and_lists_what_it_cannot_use(
    tmp_path: Path, desk: Desk
) -> None:
    folder = tmp_path / "stories"
    (folder / "deep").mkdir(parents=True)
    (folder / "b.txt").write_text("Second.")
    (folder / "a.html").write_text(HTML)
    (folder / "deep" / "c.TXT").write_text("Third.")
    (folder / "empty.txt").write_text("  \n")
    (folder / "picture.txt").write_bytes(b"\x89PNG\0\0\0")
    (folder / "letter.docx").write_bytes(b"PK")
    (folder / ".hidden.txt").write_text("no")
    found = list(read(str(folder), desk()))
    documents = [Path(d.name).name for d in found if isinstance(d, RawDocument)]
    unread = {Path(u.name).name: u.reason for u in found if isinstance(u, Unread)}
    assert documents == ["a.html", "b.txt", "c.TXT"]
    assert set(unread) == {"empty.txt", "picture.txt", "letter.docx"}
    assert unread["empty.txt"] == "It is empty. Give a file or page with text."


def test_a_folder_with_odd_names_and_things_in_it(tmp_path: Path, desk: Desk) -> None:
    folder = tmp_path / "stories"
    (folder / "dir.txt").mkdir(parents=True)
    for name in (b"caf\xe9.txt", b"two\nlines.txt", b"\x1b[31m.txt"):
        (folder / os.fsdecode(name)).write_text("A story.")
    (folder / "gone.txt").symlink_to("nowhere")
    (folder / "round.txt").symlink_to("round.txt")
    (folder / "up").symlink_to("..")
    os.mkfifo(folder / "pipe.txt")
    found = list(read(str(folder), desk()))
    documents = [Path(d.name).name for d in found if isinstance(d, RawDocument)]
    assert documents == ["\\x1b[31m.txt", "caf\\xe9.txt", "two\\x0alines.txt"]
    unread = {Path(u.name).name: u.reason for u in found if isinstance(u, Unread)}
    assert set(unread) == {"gone.txt", "round.txt", "up", "pipe.txt"}
    assert set(unread.values()) == {"It is no file that can be read."}


def test_what_is_not_there(tmp_path: Path, desk: Desk) -> None:
    for name in (str(tmp_path / "no.txt"), "", "no such\0name", "a" * 5_000):
        with pytest.raises(SourceMissing):
            read(name, desk())
    (tmp_path / "bare").mkdir()
    with pytest.raises(SourceMissing):
        list(read(str(tmp_path / "bare"), desk()))


@pytest.mark.parametrize("source", ["ftp://example.org/a.txt", "file:///etc/passwd"])
def test_other_schemes_are_refused(source: str, desk: Desk) -> None:
    with pytest.raises(SourceRefused):
        read(source, desk())


def test_a_folder_has_no_single_address(tmp_path: Path, desk: Desk) -> None:
    with pytest.raises(SourceRefused):
        read(str(tmp_path), desk(), url="https://example.org/")


def test_a_file_that_is_too_large_is_listed(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "a.txt").write_text("x" * 2_000)
    (found,) = read(str(tmp_path / "a.txt"), desk(max_bytes=1_000))
    assert isinstance(found, Unread)
    assert "larger" in found.reason


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (HTML, "html"),
        ("\n<!-- saved --><html><body>x</body></html>", "html"),
        ("A < B said nobody.", "text"),
    ],
)
def test_standard_input_is_known_by_its_beginning(
    given: str, kind: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    document = one("-", desk())
    assert (document.kind, document.name) == (kind, "standard input")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("“Zoë”".encode(), "“Zoë”"),
        (b"\xef\xbb\xbfwords", "words"),
        ("“Zoë”".encode("cp1252"), "“Zoë”"),
        ("“Zoë”".encode("utf-16"), "“Zoë”"),
        (
            '<meta charset="shift_jis"><p>吾輩は猫である。名前はまだ無い。</p>'.encode("shift_jis"),
            '<meta charset="shift_jis"><p>吾輩は猫である。名前はまだ無い。</p>',
        ),
        (
            b'<meta charset="no-such-thing"><p>caf\xe9</p>',
            '<meta charset="no-such-thing"><p>café</p>',
        ),
        (
            b'<meta charset="iso-8859-1"><p>\x93Yes\x94</p>',
            '<meta charset="iso-8859-1"><p>“Yes”</p>',
        ),
        # A few damaged bytes: one that is no UTF-8, a sign cut off, marks pasted in from Windows.
        ("“Zoë” and “Яна” \xff.".encode()[:-3] + b"\xff.", "“Zoë” and “Яна” \ufffd."),
        ("“Zoë” said so. “Yes”, she said…".encode()[:-1], "“Zoë” said so. “Yes”, she said\ufffd"),
        ("“Zoë” said so. “Yes”, it isn".encode() + b"\x92t", "“Zoë” said so. “Yes”, it isn’t"),
        (
            '<meta charset="windows-1251"><p>„Привет“, сказал он.'.encode("cp1251") + b"\x98",
            '<meta charset="windows-1251"><p>„Привет“, сказал он.\ufffd',
        ),
        # A label is read as browsers read it.
        (
            '<meta charset="iso-8859-9"><p>“Işık”</p>'.encode("cp1254"),
            '<meta charset="iso-8859-9"><p>“Işık”</p>',
        ),
        ('<meta charset="euc-kr"><p>펲시'.encode("cp949"), '<meta charset="euc-kr"><p>펲시'),
        # Declarations that cannot be true, and codecs that are no charsets.
        *(
            (
                f'<meta charset="{name}"><p>\\n caf'.encode() + b"\xe9",
                f'<meta charset="{name}"><p>\\n café',
            )
            for name in ("utf-16", "zlib", "quopri", "unicode_escape", "punycode", "utf-8")
        ),
    ],
)
def test_charsets(raw: bytes, text: str, tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "a.html").write_bytes(raw)
    assert one(str(tmp_path / "a.html"), desk()).content == text


def test_a_page_by_its_address(newsroom: Newsroom, desk: Desk, manners: Manners) -> None:
    newsroom.pages["/story?utm_source=x"] = page(HTML)
    (found,) = read(newsroom.url("/story?utm_source=x#top"), desk(), manners=manners)
    assert isinstance(found, RawDocument)
    assert found.url == newsroom.url("/story")
    assert not found.own


@pytest.mark.parametrize(
    ("link", "believed"),
    [
        ("/story", True),
        ("http://127.0.0.1:{port}/story", True),
        ("https://elsewhere.example.org/story", False),
        ("/", False),
        ("javascript:x", False),
    ],
)
def test_a_page_speaks_for_its_own_address_only(
    newsroom: Newsroom, desk: Desk, manners: Manners, link: str, *, believed: bool
) -> None:
    href = link.format(port=newsroom.port)
    newsroom.pages["/amp/story"] = page(f'<link rel="canonical" href="{href}"><p>Words.</p>')
    (found,) = read(newsroom.url("/amp/story"), desk(), manners=manners)
    assert isinstance(found, RawDocument)
    assert found.url == newsroom.url("/story" if believed else "/amp/story")


def test_the_servers_charset_and_plain_text(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    newsroom.pages["/a.txt"] = page("“Ja”".encode("cp1252"), "text/plain; charset=windows-1252")
    (found,) = read(newsroom.url("/a.txt"), desk(), manners=manners)
    assert isinstance(found, RawDocument)
    assert (found.kind, found.content) == ("text", "“Ja”")


def test_a_page_that_fails_is_listed_with_its_reason(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    newsroom.pages["/a"] = status(500)
    (found,) = read(newsroom.url("/a"), desk(), manners=manners)
    assert isinstance(found, Unread)
    assert "500" in found.reason


def test_a_private_page_is_listed_not_read(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    newsroom.pages["/a"] = page(HTML)
    (found,) = read(newsroom.url("/a"), desk(private_hosts=()), manners=manners)
    assert isinstance(found, Unread)
    assert "not a public address" in found.reason
    assert newsroom.asked == []


OWN = ("brannoch.example",)


def test_an_article_from_elsewhere_needs_the_switch(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "a.html"
    path.write_text(HTML)
    elsewhere = "https://paper.example.org/a"
    (refused,) = read(str(path), desk(OWN), url=elsewhere, foreign=False)
    assert isinstance(refused, Unread)
    assert "paper.example.org is not one of your own sites" in refused.reason
    assert "--foreign" in refused.reason
    (taken,) = read(str(path), desk(OWN), url=elsewhere, foreign=True)
    assert isinstance(taken, RawDocument)
    assert not taken.own
    (ours,) = read(str(path), desk(OWN), url="https://www.brannoch.example/a", foreign=False)
    assert isinstance(ours, RawDocument)
    assert ours.own


@pytest.mark.parametrize("given", [(), OWN])
def test_files_and_folders_are_ones_own(given: tuple[str, ...], tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "a.html").write_text(HTML)
    for source in (tmp_path / "stories", tmp_path / "stories" / "a.html"):
        (document,) = read(str(source), desk(given), foreign=False)
        assert isinstance(document, RawDocument)
        assert document.own


def test_without_own_sites_nothing_is_refused(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    newsroom.pages["/a"] = page(HTML)
    (document,) = read(newsroom.url("/a"), desk(), foreign=False, manners=manners)
    assert isinstance(document, RawDocument)
    assert not document.own


def test_an_own_address_that_leads_elsewhere_is_refused(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    newsroom.pages["/a"] = redirect(newsroom.url("/b", "localhost"))
    newsroom.pages["/b"] = page(HTML)
    ours = desk(("127.0.0.1",), private_hosts=("127.0.0.1", "localhost"))
    (refused,) = read(newsroom.url("/a"), ours, foreign=False, manners=manners)
    assert isinstance(refused, Unread)
    assert "localhost is not one of your own sites" in refused.reason


@pytest.mark.parametrize(
    "site",
    [
        "127.0.0.1",
        "http://127.0.0.1",
        "127.0.0.1:8000",
        "https://127.0.0.1:8000/news/",
    ],
)
def test_a_site_may_be_written_in_many_ways(site: str) -> None:
    assert is_own("http://127.0.0.1:9000/a", [site])
    assert not is_own("http://127.0.0.2:9000/a", [site])


@pytest.mark.parametrize("site", ["bücher.example", "xn--bcher-kva.example", "WWW.Bücher.example."])
def test_a_site_is_the_same_in_either_spelling_of_its_name(site: str) -> None:
    for host in ("bücher.example", "xn--bcher-kva.example", "www.xn--bcher-kva.example"):
        assert is_own(f"https://{host}/a", [site])
    assert not is_own("https://bucher.example/a", [site])
