"""The figures of one program on one set of articles, with intervals over articles."""

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.quotes.gold import GoldArticle, GoldQuote, core, mean, overlap, trimmed, words
from benchmarks.quotes.naming import compare, same_organisation, tokens
from benchmarks.quotes.systems import Answer
from flows.core.settings import QuoteSettings

THRESHOLD = QuoteSettings().min_confidence
"""QuoteSettings.min_confidence: what may become a card by itself."""
_SAME_PLACE = 0.8
_PRONOUNS = frozenset(["he", "she", "him", "her", "his", "they", "i", "we", "it", "you", "who"])
_DRAWS = 400


@dataclass(frozen=True, slots=True)
class Row:
    """One answer about a speaker: `verdict` exact, ok, wrong, none; `kind` of the gold speaker."""

    article: str
    verdict: str
    kind: str
    named: bool
    confidence: float
    pronoun: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One stretch a program gave, with the answer it belongs to."""

    start: int
    end: int
    answer: Answer


def judge(article: GoldArticle, answers: Sequence[Answer]) -> tuple[Counter[str], list[Row]]:
    """Count what was found and who was named in one article."""
    places = [
        Place(*trimmed(article.text, *span), answer) for answer in answers for span in answer.spans
    ]
    places = [p for p in places if p.start < p.end]
    golds = [q for q in article.quotes if q.long]
    matched = _matched(places, golds)
    counts: Counter[str] = Counter(gold=len(golds))
    counts["gold named"] = sum(q.kind == "named" for q in golds)
    counts["gold pronouns"] = sum(q.kind == "named" and q.source in _PRONOUNS for q in golds)
    rows: list[Row] = []
    for place in places:
        gold = matched.get(id(place))
        if gold is None:
            _count_unmatched(article, place, golds, counts)
            continue
        counts["found"] += 1
        same = core(article.text, place.start, place.end)
        counts["exact"] += same == core(article.text, gold.start, gold.end)
        if gold.kind != "skip":
            rows.append(_row(article.id, gold, place.answer))
    return counts, rows


def _matched(places: Sequence[Place], golds: Sequence[GoldQuote]) -> dict[int, GoldQuote]:
    pairs = sorted(
        (
            (overlap((p.start, p.end), (g.start, g.end)), -np, ng)
            for np, p in enumerate(places)
            for ng, g in enumerate(golds)
        ),
        reverse=True,
    )
    taken: set[int] = set()
    matched: dict[int, GoldQuote] = {}
    for share, np, ng in pairs:
        place = places[-np]
        if share >= _SAME_PLACE and ng not in taken and id(place) not in matched:
            taken.add(ng)
            matched[id(place)] = golds[ng]
    return matched


def _count_unmatched(
    article: GoldArticle, place: Place, golds: Sequence[GoldQuote], counts: Counter[str]
) -> None:
    where = (place.start, place.end)
    negative = max(article.negatives, key=lambda n: overlap(where, n[:2]), default=None)
    if negative is not None and overlap(where, negative[:2]) >= 0.5:
        if negative[2]:
            return
        counts["negatives named"] += bool(tokens(place.answer.speaker))
    elif any(overlap(where, (q.start, q.end)) >= 0.5 for q in article.quotes if not q.long):
        return
    if words(article.text[place.start : place.end]) < 5:
        return
    counts["false"] += 1
    counts["altered"] += any(place.start < g.end and g.start < place.end for g in golds)


def _row(article: str, gold: GoldQuote, answer: Answer) -> Row:
    named = bool(tokens(answer.speaker))
    verdict: str
    if gold.kind == "named":
        verdict = compare(answer.speaker, gold.speaker, gold.wrong_names)
    elif not named:
        verdict = "none"
    elif gold.kind == "org":
        verdict = "org" if same_organisation(answer.speaker, gold.speaker) else "wrong"
    else:
        verdict = "wrong"
    sure = answer.confidence if answer.confidence is not None else 1.0
    return Row(article, verdict, gold.kind, named, sure, gold.source in _PRONOUNS)


def figures(
    articles: Sequence[GoldArticle], answers: Mapping[str, Sequence[Answer]]
) -> dict[str, float | None]:
    """Return the figures of the table; None where there is nothing to measure."""
    judged = [judge(a, answers.get(a.id, ())) for a in articles]
    counts = sum((c for c, _ in judged), Counter[str]())
    rows = [row for _, some in judged for row in some]
    precision = _share(counts["exact"], counts["found"] + counts["false"])
    recall = _share(counts["exact"], counts["gold"])
    named = [r for r in rows if r.named]
    low, high = _interval([[r for r in some if r.named] for _, some in judged])
    pronouns = [r for r in rows if r.pronoun and r.kind == "named"]
    return {
        "articles": len(articles),
        "quotations": counts["gold"],
        "F1 exact": _share(2 * (precision or 0) * (recall or 0), (precision or 0) + (recall or 0)),
        "altered": counts["altered"],
        "misattribution": _share(_wrong(named), len(named)),
        "misattribution low": low,
        "misattribution high": high,
        "coverage full": _share(_full(named), counts["gold named"]),
        "wrong in sure half": _wrong(_sure_half(named)),
        "coverage at 1 %": _coverage(named, 0.01, counts["gold named"]),
        "coverage at 2 %": _coverage(named, 0.02, counts["gold named"]),
        "wrong above threshold": _share(_wrong(_cards(named)), len(_cards(named))),
        "coverage above threshold": _share(_full(_cards(named)), counts["gold named"]),
        "pronouns right": _share(
            sum(r.verdict in ("exact", "ok") for r in pronouns), counts["gold pronouns"]
        ),
        "pronoun cards wrong": _wrong(_cards([r for r in pronouns if r.named])),
        "unnamed given a name": sum(r.kind == "anonymous" for r in named),
        "negatives given a name": counts["negatives named"],
        **card_figures(articles, answers),
    }


def _wrong(rows: Sequence[Row]) -> int:
    return sum(r.verdict == "wrong" for r in rows)


def _full(rows: Sequence[Row]) -> int:
    return sum(r.verdict == "exact" and r.kind == "named" for r in rows)


def _cards(rows: Sequence[Row]) -> list[Row]:
    return [r for r in rows if r.confidence >= THRESHOLD]


def _sure_half(rows: Sequence[Row]) -> list[Row]:
    ordered = sorted(rows, key=lambda r: -r.confidence)
    return ordered[: round(len(ordered) / 2)]


def _coverage(rows: Sequence[Row], limit: float, gold: int) -> float | None:
    """Return the coverage to be had at a misattribution of at most `limit`."""
    ordered = sorted(rows, key=lambda r: -r.confidence)
    best = 0
    wrong = 0
    for count, row in enumerate(ordered, 1):
        wrong += row.verdict == "wrong"
        last_of_its_kind = count == len(ordered) or ordered[count].confidence != row.confidence
        if last_of_its_kind and wrong <= limit * count:
            best = count
    return _share(_full(ordered[:best]), gold)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _interval(by_article: Sequence[Sequence[Row]]) -> tuple[float | None, float | None]:
    """Return the 95 % interval of misattribution when articles are drawn anew."""
    draw = random.Random(0)
    shares: list[float] = []
    for _ in range(_DRAWS):
        some = [draw.choice(by_article) for _ in by_article] if by_article else []
        count = sum(map(len, some))
        if count:
            shares.append(sum(_wrong(rows) for rows in some) / count)
    shares.sort()
    if not shares:
        return None, None
    return shares[int(0.025 * len(shares))], shares[int(0.975 * len(shares)) - 1]


def card_figures(
    articles: Sequence[GoldArticle], answers: Mapping[str, Sequence[Answer]]
) -> dict[str, float | None]:
    """Return how well the scores put card-worthy quotations first: means over articles."""
    areas: list[float] = []
    firsts: list[float] = []
    for article in articles:
        scored = [a for a in answers.get(article.id, ()) if a.score is not None]
        if not article.marked or not scored:
            continue
        hits = _hits(article, scored)
        if any(q.worthy for q in article.quotes):
            best = max(hits, key=lambda h: (h[0], -h[1]))
            firsts.append(float(any(q.worthy for q in best[2])))
        area = _area(article, hits)
        if area is not None:
            areas.append(area)
    return {"AUC": mean(areas) if areas else None, "p@1": mean(firsts) if firsts else None}


_Hit = tuple[float, int, list[GoldQuote]]


def _hits(article: GoldArticle, scored: Sequence[Answer]) -> list[_Hit]:
    found: list[_Hit] = []
    for answer in scored:
        places = [trimmed(article.text, *span) for span in answer.spans]
        golds = [
            q
            for q in article.quotes
            if any(overlap(p, (q.start, q.end)) >= _SAME_PLACE for p in places)
        ]
        found.append((answer.score or 0.0, places[0][0], golds))
    return found


def _area(article: GoldArticle, hits: Sequence[_Hit]) -> float | None:
    good: list[float] = []
    bad: list[float] = []
    for gold in (q for q in article.quotes if q.long):
        held = [h for h in hits if gold in h[2]]
        value = max((h[0] for h in held), default=-math.inf)
        if gold.worthy and gold.joined and held and not _whole(gold, held):
            continue
        (good if gold.worthy else bad).append(value)
    if not good or not bad:
        return None
    return mean((a > b) + 0.5 * (a == b) for a in good for b in bad)


def _whole(gold: GoldQuote, held: Sequence[_Hit]) -> bool:
    """Whether a quotation worthy only with the rest of its group comes with it."""
    return any(sum(q.group == gold.group for q in hit[2]) > 1 for hit in held)
