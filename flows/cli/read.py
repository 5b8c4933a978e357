"""`pullquote clean` and `pullquote quotes`: look at an article; write nothing."""

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli.printing import show, show_coloured, show_json, tell
from flows.core.article import Article, RawDocument
from flows.core.errors import PullquoteError, SourceUnreadable, about
from flows.core.quote import QuoteReport
from flows.core.workspace import Workspace

Source = Annotated[
    str | None,
    typer.Argument(help=".txt, .html, URL (of a feed: its first article), or - for stdin."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Explain = Annotated[bool, typer.Option(help="Say why, line by line.")]
JsonLines = Annotated[
    bool, typer.Option("--jsonl", help="One JSON object a line, stdin to stdout.")
]
Url = Annotated[str | None, typer.Option(help="Where a saved page stands.")]

# What `--explain` calls the fields of an article.
_ABOUT = {"title": "title", "by": "byline", "date": "published", "site": "site", "url": "url"}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(clean)
    app.command()(quotes)


def clean(
    source: Source = None,
    *,
    explain: Explain = False,
    as_json: AsJson = False,
    url: Url = None,
    lines: Annotated[
        bool, typer.Option(help="The file's lines are the scrape; keep lines.")
    ] = False,
    jsonl: JsonLines = False,
) -> None:
    """Print the article alone, without what stands around it."""
    if jsonl:
        _each_line(_clean_record)
        return
    document = _document(source, url)
    article = _lines_article(_file_lines(document.content)) if lines else _cleaned(document)
    if as_json:
        show_json(article.to_json())
    elif explain:
        _explain_clean(article, document)
    else:
        show(article.text)


def quotes(
    source: Source = None,
    *,
    as_is: Annotated[
        bool, typer.Option(help="Take the text as it stands; offsets refer to it.")
    ] = False,
    as_json: AsJson = False,
    explain: Explain = False,
    url: Url = None,
    jsonl: JsonLines = False,
) -> None:
    """Print the quotes of an article, the best card first, and who said each."""
    if jsonl:
        _each_line(_quotes_record)
        return
    document = _document(source, url)
    if as_is:
        article = Article(id=document.article_id, text=document.content, blocks=())
    else:
        article = _cleaned(document)
    if explain:
        _explain_quotes(article, as_json=as_json)
        return
    report = _picked(article)
    if as_json:
        show_json(report.to_json())
        return
    for quote in report.quotes:
        mark = "✓" if quote.picked else " "
        who = quote.speaker.name or "nobody named"
        flags = f"  [{', '.join(quote.flags)}]" if quote.flags else ""
        show(
            f"{mark} {quote.score:.2f}  “{quote.text}” — {who} ({quote.confidence:.0%} sure){flags}"
        )
    for refused in report.refused:
        show(f"–       {article.text[refused.start : refused.end]!r}: {refused.reason}")


def cleaned(source: str) -> Article:
    """Return the article of a source. Raises SourceError."""
    return _cleaned(_document(source, None))


def _document(source: str | None, url: str | None) -> RawDocument:
    if source is None:
        raise typer.BadParameter("name a file, a URL, or - for standard input", param_hint="SOURCE")
    from flows import sources

    if source and source != "-" and Path(source).is_dir():
        raise SourceUnreadable(f"{source} is a folder.", "Name one article: a file or a URL.")
    for item in sources.read(source, Workspace.open(), url=url):
        if isinstance(item, RawDocument):
            return item
        raise SourceUnreadable(about(item.name, item.reason))
    raise SourceUnreadable(f"There is no article in {source}.", "Name a file or a page's URL.")


def _cleaned(document: RawDocument) -> Article:
    from flows.clean import clean as clean_document

    return clean_document(document)


def _file_lines(content: str) -> list[str]:
    # As a file has them: `splitlines` would also part them at form feeds and U+2028.
    return [line.removesuffix("\n") for line in io.StringIO(content, newline=None)]


def _lines_article(lines: list[str]) -> Article:
    from flows.clean import clean_lines

    return clean_lines(lines)


def _picked(article: Article) -> QuoteReport:
    from flows.quotes import pick

    return pick(
        article.text,
        blocks=article.blocks,
        title=article.title,
        byline=article.byline,
        language=article.language,
        settings=Workspace.open().settings.quotes,
    )


def _explain_clean(article: Article, document: RawDocument) -> None:
    from flows.clean.explain import explained

    for label, field in _ABOUT.items():
        if value := getattr(article, field):
            show_coloured(f"{label:6} {value}  [{article.origins.get(field, 'source')}]", "bold")
    if article.confidence < 1:
        show_coloured(
            f"sure   {article.confidence:.0%}: two readings of the page agree so far", "bold"
        )
    for one in explained(article, document):
        if isinstance(one, str):
            show_coloured(f"keep   {one}", "green")
        else:
            show_coloured(f"drop   {one.line}  [{one.kind}: {one.reason}]", "red")


def _explain_quotes(article: Article, *, as_json: bool) -> None:
    from flows.quotes.explain import explained

    found = explained(article.text, _picked(article))
    if as_json:
        show_json({"explained": [one.to_json() for one in found]})
        return
    for one in found:
        who = one.speaker or one.speaker_kind
        style = {"picked": "green", "kept": "yellow", "refused": "red"}[one.verdict]
        show_coloured(f"{one.verdict:8}{one.start}–{one.end}  “{one.text}”", style)
        if one.verdict != "refused":
            show(f"        {who}, {one.confidence:.0%} sure; as a card {one.score:.2f}")
        for reason in one.reasons:
            show(f"        - {reason}")


def _clean_record(record: dict[str, Any]) -> dict[str, Any]:
    if "lines" in record:
        lines = record["lines"]
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise SourceUnreadable("The key lines must hold a list of texts.")
        return _lines_article(lines).to_json()
    if "html" not in record:
        raise SourceUnreadable("It has neither the key html nor the key lines.")
    html, url = record["html"], record.get("url") or None
    if not isinstance(html, str):
        raise SourceUnreadable("The key html must hold a text.")
    if url is not None and not isinstance(url, str):
        raise SourceUnreadable("The key url must hold a text.")
    raw = html.encode("utf-8", "surrogatepass")
    document = RawDocument(kind="html", content=html, raw=raw, name=str(record["id"]), url=url)
    return _cleaned(document).to_json()


def _quotes_record(record: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(record.get("text"), str):
        raise SourceUnreadable("The key text is missing or holds no text.")
    article = Article(id=str(record["id"]), text=record["text"], blocks=())
    return {"quotes": _picked(article).to_json()["quotes"]}


# What bytes that are no UTF-8 are read as (PEP 383).
_NO_UTF_8 = re.compile("[\udc80-\udcff]")


def _records() -> Iterator[tuple[int, str]]:
    if sys.stdin is None:
        raise SourceUnreadable("Standard input is closed.", "Give the lines on standard input.")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    for number, line in enumerate(sys.stdin, 1):
        text = line.removeprefix("\ufeff") if number == 1 else line
        if text.strip():
            yield number, text


def _record(line: str) -> Any:
    if not line.isascii() and _NO_UTF_8.search(line):
        raise SourceUnreadable("It is not UTF-8.")
    try:
        return json.loads(line, parse_constant=_no_number)
    except RecursionError as error:
        raise SourceUnreadable("It is nested too deeply.") from error
    except ValueError as error:
        raise SourceUnreadable(f"It is not valid JSON ({error}).") from error


def _id(record: Any) -> Any:
    if not isinstance(record, dict):
        raise SourceUnreadable("It is no JSON object.")
    if "id" not in record:
        raise SourceUnreadable("The key id is missing.")
    return record["id"]


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _each_line(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer every JSON line with one; a bad line gets an error of its own and stops nothing."""
    failed = 0
    for number, line in _records():
        record: Any = None
        try:
            record = _record(line)
            answered = {"id": _id(record), **answer(record)}
        except Exception as error:  # noqa: BLE001 - one bad item never ends the batch
            failed += 1
            name = record.get("id") if isinstance(record, dict) else None
            answered = {"id": name, "error": f"line {number}: {_sentence(error)}"}
            tell(f"Line {number} could not be used: {_sentence(error)}")
        show_json(answered)
    if failed:
        raise typer.Exit(1)


def _sentence(error: Exception) -> str:
    if isinstance(error, PullquoteError):
        return str(error)
    return f"Something unforeseen happened ({type(error).__name__})."
