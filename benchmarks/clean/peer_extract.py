"""Pages as JSON lines in, the texts of the extractors named on the command line out.

Runs in the peers' environment, and for trafilatura in our own. Output lines are {"name", "id", "text"} and, per extractor, {"name", "seconds"} (CPU, warm).
"""

import json
import sys
import time
from collections.abc import Callable

Extract = Callable[[str, str], str]


def precision(page: str, _url: str) -> str:
    """Trafilatura as careful as it can be."""
    import trafilatura

    return trafilatura.extract(page, favor_precision=True, include_comments=False) or ""


def default(page: str, _url: str) -> str:
    """Trafilatura as it comes."""
    import trafilatura

    return trafilatura.extract(page, include_comments=False) or ""


def readability(page: str, _url: str) -> str:
    """The Readability algorithm, its summary as text."""
    from lxml import html as lxml_html
    from readability import Document

    summary = Document(page).summary(html_partial=True)
    tree = lxml_html.fromstring(summary) if summary.strip() else None
    return "" if tree is None else "\n".join(t.strip() for t in tree.itertext() if t.strip())


def newspaper4k(page: str, url: str) -> str:
    """newspaper4k on a page that is already there."""
    import newspaper

    article = newspaper.Article(url, fetch_images=False)
    article.download(input_html=page)
    article.parse()
    return str(article.text)


EXTRACTORS: dict[str, Extract] = {
    "trafilatura precision": precision,
    "trafilatura": default,
    "readability-lxml": readability,
    "newspaper4k": newspaper4k,
}


def main() -> None:
    """Read standard input, write standard output."""
    pages = [json.loads(line) for line in sys.stdin]
    for name in sys.argv[1:]:
        extract = EXTRACTORS[name]
        answers = {}
        _quietly(extract, pages[0])
        started = time.process_time()
        for page in pages:
            answers[page["id"]] = _quietly(extract, page)
        seconds = time.process_time() - started
        for page_id, text in answers.items():
            print(json.dumps({"name": name, "id": page_id, "text": text}))
        print(json.dumps({"name": name, "seconds": seconds}))


def _quietly(extract: Extract, page: dict[str, str]) -> str:
    try:
        return extract(page["html"], page["url"])
    except Exception:  # noqa: BLE001 - a peer that fails on a page has found nothing there
        return ""


if __name__ == "__main__":
    main()
