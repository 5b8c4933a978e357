"""A site with a feed on loopback, and articles of a town that is not on any map."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PARAGRAPHS = (
    "The council of Little Marrow voted on Tuesday to keep the old bandstand where it has stood "
    "for a hundred and four years, at the windy end of the seafront.",
    "“We did not save a roof and eight iron posts, we saved the one place in this town where "
    "strangers sit down together,” said Oriel Tamsin, the councillor who brought the motion.",
    "The vote followed three years of argument about the cost of the repairs, which two surveys "
    "put at very different sums.",
    "“A town that sells its bandstand has already decided not to hear from its young people "
    "again,” said Bram Okonedo-Finch, who conducts the youth band there on Sundays.",
)


def text(paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    """The article as a text file."""
    return "\n\n".join(("Little Marrow keeps its bandstand", *paragraphs)) + "\n"


def other(words: str, who: str) -> str:
    """Another article, in which `who` says `words`."""
    lead = "The harbour at Little Marrow opened again on Friday after the longest winter in memory."
    return text((lead, f"“{words},” said {who}, who keeps the harbour light.", PARAGRAPHS[2]))


@contextmanager
def site() -> Iterator[str]:
    """Serve the article and its feed; yields the feed's address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = f"http://{self.headers['Host']}"
            pages = {"/feed": _feed(address), "/bandstand": _page()}
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            kind = "application/rss+xml" if self.path == "/feed" else "text/html"
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/feed"
        server.shutdown()
        thread.join()


def _feed(address: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Marrow Courier</title>'
        f"<link>{address}</link><description>News</description><item>"
        f"<title>Little Marrow keeps its bandstand</title><link>{address}/bandstand</link>"
        f"<guid>{address}/bandstand</guid></item></channel></rss>"
    )


def _page() -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    title = "Little Marrow keeps its bandstand"
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )
