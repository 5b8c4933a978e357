"""Pages of many kinds and languages, all invented: the story is kept, and nothing else."""

import pytest

from flows.clean.page import read_page
from flows.core.article import RawDocument

NAV = '<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
FOOT = (
    "<footer><p>© 2026 Paper Media. All rights reserved.</p>"
    '<ul><li><a href="/i">Imprint</a></li></ul></footer>'
)

PAGES: dict[str, tuple[str, list[str]]] = {
    "de": (
        (
            '<html lang="de"><head><title>Fähre fährt wieder | Küstenblatt</title>'
            '</head><body>@NAV@<main><article><header><span class="kicker">Küste</span>'
            '<h1>Fähre fährt wieder</h1><p class="lead-author">Von Jonas Abara</p>'
            '<time datetime="2026-03-02">2. März 2026, 08:15 Uhr</time></header><p>'
            "Die Fähre nach Brannoch fährt wieder zweimal am Tag, und im Hafen stehen "
            "die Menschen Schlange wie seit Jahren nicht.</p><figure><img src=a.jpg>"
            "<figcaption>Die „Brannoch“ am Anleger. Foto: dpa/Tarrow</figcaption>"
            "</figure><p>"
            "„Wir haben lange darauf gewartet“, sagt Mara Lindqvist, die den Kiosk am "
            'Anleger betreibt. „Jetzt kommen sie alle auf einmal.“</p><div class="ad">'
            '<span>Anzeige</span></div><aside class="teaser"><h3>Mehr zum Thema</h3>'
            '<a href="/a">Hafen wird teurer</a></aside><p>'
            "Der Betreiber rechnet in diesem Sommer mit 40.000 Gästen, ein Drittel "
            "mehr als im vergangenen Jahr.</p><p>"
            "Ob das Schiff auch im Winter fährt, entscheidet der Gemeinderat im "
            'Oktober.</p><p>Lesen Sie auch: <a href="/b">'
            "Warum der Leuchtturm dunkel bleibt</a></p><p><em>(dpa/jab)</em></p>"
            "</article></main>@FOOT@</body></html>"
        ),
        [
            (
                "Die Fähre nach Brannoch fährt wieder zweimal am Tag, und im Hafen stehen "
                "die Menschen Schlange wie seit Jahren nicht."
            ),
            (
                "„Wir haben lange darauf gewartet“, sagt Mara Lindqvist, die den Kiosk am "
                "Anleger betreibt. „Jetzt kommen sie alle auf einmal.“"
            ),
            (
                "Der Betreiber rechnet in diesem Sommer mit 40.000 Gästen, ein Drittel "
                "mehr als im vergangenen Jahr."
            ),
            ("Ob das Schiff auch im Winter fährt, entscheidet der Gemeinderat im Oktober."),
        ],
    ),
    "fr": (
        (
            '<html lang="fr"><head><title>Le ferry repart - Le Quai</title></head>'
            '<body>@NAV@<div id="content"><div class="article"><h1>Le ferry repart</h1>'
            '<div class="article__meta">Par Jonas Abara<br>'
            "Publié le 2 mars 2026 à 08h15, mis à jour à 9h00 · Temps de lecture : 3 "
            'min</div><div class="article__content"><p>'
            "Le ferry de Brannoch a repris ses deux traversées par jour, et les "
            'habitants font la queue sur le quai.</p><p class="article__status">'
            "Article réservé aux abonnés</p><p>"
            "« Nous avons attendu longtemps », dit Mara Lindqvist, qui tient le "
            "kiosque du port. « Maintenant, ils viennent tous en même temps. »</p>"
            '<section class="catcher"><span class="catcher__title">'
            '<span class="catcher__label">Lire aussi</span> : <a href="/a">'
            "Le phare restera éteint</a></span></section><p>"
            "La compagnie attend 40 000 passagers cet été, un tiers de plus que l’an "
            "dernier.</p><p>Le conseil municipal tranchera en octobre.</p><p>"
            'À lire aussi <a href="/q">Le port en travaux</a></p></div>'
            '<section class="author"><p>Jonas Abara</p><p>'
            "Suivez-nous sur Facebook et Twitter</p></section></div></div>@FOOT@</body>"
            "</html>"
        ),
        [
            (
                "Le ferry de Brannoch a repris ses deux traversées par jour, et les "
                "habitants font la queue sur le quai."
            ),
            (
                "« Nous avons attendu longtemps », dit Mara Lindqvist, qui tient le "
                "kiosque du port. « Maintenant, ils viennent tous en même temps. »"
            ),
            ("La compagnie attend 40 000 passagers cet été, un tiers de plus que l’an dernier."),
            "Le conseil municipal tranchera en octobre.",
        ],
    ),
    "es": (
        (
            '<html lang="es"><head><title>Vuelve el ferri</title></head><body>@NAV@'
            '<div class="content"><h1>Vuelve el ferri</h1><h2 class="sumario">'
            "Los vecinos celebran el regreso del barco tras diez años</h2>"
            '<div class="firma"><a href="/autor">Jonas Abara</a></div>'
            '<div class="fecha">02 mar 2026 - 08:15 CET</div><div class="cuerpo"><p>'
            "El transbordador de Brannoch vuelve a navegar dos veces al día y los "
            "vecinos hacen cola en el muelle.</p><p>Publicidad</p><p>"
            "“Hemos esperado mucho tiempo”, dice Mara Lindqvist, dueña del quiosco. "
            "“Ahora vienen todos a la vez”.</p><p><strong>Te puede interesar:</strong> "
            '<a href="/x">El faro seguirá apagado</a></p><p>'
            "La empresa espera 40.000 pasajeros este verano, un tercio más que el año "
            "pasado.</p><p>El ayuntamiento decidirá en octubre.</p><p>Sigue leyendo: "
            '<a href="/l">El puerto, en obras</a></p><p>'
            "Suscríbete a nuestra newsletter para recibir las noticias</p></div></div>"
            "@FOOT@</body></html>"
        ),
        [
            (
                "El transbordador de Brannoch vuelve a navegar dos veces al día y los "
                "vecinos hacen cola en el muelle."
            ),
            (
                "“Hemos esperado mucho tiempo”, dice Mara Lindqvist, dueña del quiosco. "
                "“Ahora vienen todos a la vez”."
            ),
            ("La empresa espera 40.000 pasajeros este verano, un tercio más que el año pasado."),
            "El ayuntamiento decidirá en octubre.",
        ],
    ),
    "ja": (
        (
            '<html lang="ja"><head><title>フェリー再開 - 港新聞</title></head><body>@NAV@'
            '<div id="main"><h1>フェリー再開</h1><p class="date">2026年3月2日 8時15分</p>'
            '<div class="body"><p>ブランノック行きのフェリーが一日二便に戻り、港には長い列ができている。</p><p>スポンサーリンク'
            "</p><p>「ずっと待っていました」と売店を営むリンドクビストさんは話す。「今は皆が一度に来ます」</p><p>"
            "運航会社は今夏、前年より三割多い四万人の利用を見込む。</p><p>冬の運航は十月に町議会が決める。</p><p>【関連記事】</p><ul>"
            '<li><a href="/a">灯台は消えたまま</a></li><li><a href="/b">港の工事</a></li></ul>'
            "</div><p>この記事をシェア</p></div>@FOOT@</body></html>"
        ),
        [
            "ブランノック行きのフェリーが一日二便に戻り、港には長い列ができている。",
            "「ずっと待っていました」と売店を営むリンドクビストさんは話す。「今は皆が一度に来ます」",
            "運航会社は今夏、前年より三割多い四万人の利用を見込む。",
            "冬の運航は十月に町議会が決める。",
        ],
    ),
    "wordpress blog": (
        (
            '<html lang="en-US"><head><title>The ferry is back – Quay Notes</title>'
            '</head><body class="post-template-default single single-post postid-7">'
            '<div id="page"><header id="masthead" class="site-header"><a href="/">'
            'Quay Notes</a></header>@NAV@<div id="primary"><main id="main">'
            '<article id="post-7" class="post-7 post type-post status-publish '
            'format-standard hentry category-news tag-ferry">'
            '<header class="entry-header"><h1 class="entry-title">The ferry is back'
            '</h1><div class="entry-meta"><span class="posted-on">Posted on '
            '<a href="/d"><time datetime="2026-03-02T08:15:00">March 2, 2026</time></a>'
            '</span> <span class="byline">by <a href="/j">Jonas Abara</a></span></div>'
            '</header><div class="entry-content"><p>'
            "The ferry to Brannoch sails twice a day again, and people queue on the "
            'quay as they have not done for years.</p><figure class="wp-block-image">'
            "<img src=a.jpg><figcaption>The quay on Monday</figcaption></figure><p>"
            "“We waited a long time for this,” said Mara Lindqvist, who runs the "
            "kiosk. “Now they all come at once.”</p>"
            '<div class="wp-block-group has-background"><p><strong>RELATED:</strong> '
            '<a href="/r">The lighthouse stays dark</a></p></div><p>'
            "The company expects 40,000 guests this summer, a third more than last "
            "year.</p><p>"
            "Whether it sails in winter will be decided by the council in October.</p>"
            '<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">'
            "Share this:</h3><ul><li><a>Twitter</a></li><li><a>Facebook</a></li></ul>"
            '</div><div id="jp-relatedposts" class="jp-relatedposts"><h3><em>Related'
            '</em></h3></div></div><footer class="entry-footer">'
            '<span class="cat-links">Posted in <a>News</a></span>'
            '<span class="tags-links">Tagged <a>ferry</a></span></footer></article>'
            '<nav class="navigation post-navigation"><h2 class="screen-reader-text">'
            "Post navigation</h2><a>Previous: Harbour dues</a></nav>"
            '<div id="comments" class="comments-area"><h2>'
            '2 thoughts on “The ferry is back”</h2><ol class="comment-list">'
            '<li class="comment"><article class="comment-body">'
            '<footer class="comment-meta"><b class="fn">Ada</b> says:</footer>'
            '<div class="comment-content"><p>'
            "I took it on Sunday and it was wonderful, the whole family loved every "
            'minute of it.</p></div></article></li><li class="comment">'
            '<div class="comment-content"><p>'
            "When will it sail to the outer islands again? My grandmother lives there "
            'and cannot travel otherwise.</p></div></li></ol><div id="respond"><h3>'
            "Leave a Reply</h3></div></div></main></div>"
            '<aside id="secondary" class="widget-area"><section class="widget"><h2>'
            "Recent Posts</h2><ul><li><a>Harbour dues</a></li></ul></section></aside>"
            "</div>@FOOT@</body></html>"
        ),
        [
            (
                "The ferry to Brannoch sails twice a day again, and people queue on the "
                "quay as they have not done for years."
            ),
            (
                "“We waited a long time for this,” said Mara Lindqvist, who runs the "
                "kiosk. “Now they all come at once.”"
            ),
            ("The company expects 40,000 guests this summer, a third more than last year."),
            "Whether it sails in winter will be decided by the council in October.",
        ],
    ),
    "fan site, no semantic": (
        (
            "<html><head><title>The ferry is back - FanQuay</title></head><body><table>"
            '<tr><td><a href="/">Home</a> | <a href="/f">Forum</a></td></tr><tr><td>'
            "<font size=5>The ferry is back</font><br><font size=1>"
            "by Jonas Abara on 2 March 2026</font><br><br>"
            "The ferry to Brannoch sails twice a day again, and people queue on the "
            "quay as they have not done for years.<br><br>"
            "“We waited a long time for this,” said Mara Lindqvist, who runs the "
            "kiosk. “Now they all come at once.”<br><br>"
            "The company expects 40,000 guests this summer, a third more than last "
            "year.<br><br>"
            "Whether it sails in winter will be decided by the council in October.<br>"
            "<br></td></tr><tr><td><b>Comments (2)</b><br>"
            "Ada: I took it on Sunday and it was wonderful.<br>"
            "Bo: Me too, and it rained the whole time we were out there.</td></tr>"
            "</table></body></html>"
        ),
        [
            (
                "The ferry to Brannoch sails twice a day again, and people queue on the "
                "quay as they have not done for years."
            ),
            (
                "“We waited a long time for this,” said Mara Lindqvist, who runs the "
                "kiosk. “Now they all come at once.”"
            ),
            ("The company expects 40,000 guests this summer, a third more than last year."),
            "Whether it sails in winter will be decided by the council in October.",
        ],
    ),
    "amp": (
        (
            "<!doctype html><html amp lang=en><head><title>The ferry is back</title>"
            "<style amp-custom>p{}</style></head><body><amp-sidebar id=s><ul><li><a>"
            "News</a></li></ul></amp-sidebar><header>Paper</header><article><h1>"
            'The ferry is back</h1><p class="byline">By Jonas Abara</p><amp-img src=a>'
            '</amp-img><span class="caption">The quay. Photo: A. Noakes</span><p>'
            "The ferry to Brannoch sails twice a day again, and people queue on the "
            "quay as they have not done for years.</p>"
            '<amp-ad width=300 height=250 type="x"><div placeholder>Advertisement</div>'
            "</amp-ad><p>"
            "“We waited a long time for this,” said Mara Lindqvist, who runs the "
            "kiosk. “Now they all come at once.”</p>"
            '<amp-ad width=300 height=250 type="x"><div placeholder>Advertisement</div>'
            "</amp-ad><p>"
            "The company expects 40,000 guests this summer, a third more than last "
            'year.</p><amp-ad width=300 height=250 type="x"><div placeholder>'
            "Advertisement</div></amp-ad><p>"
            "Whether it sails in winter will be decided by the council in October.</p>"
            '<amp-ad width=300 height=250 type="x"><div placeholder>Advertisement</div>'
            "</amp-ad></article><footer><p>More from the coast</p></footer></body>"
            "</html>"
        ),
        [
            (
                "The ferry to Brannoch sails twice a day again, and people queue on the "
                "quay as they have not done for years."
            ),
            (
                "“We waited a long time for this,” said Mara Lindqvist, who runs the "
                "kiosk. “Now they all come at once.”"
            ),
            ("The company expects 40,000 guests this summer, a third more than last year."),
            "Whether it sails in winter will be decided by the council in October.",
        ],
    ),
    "siblings": (
        (
            "<html><head><title>The ferry is back</title></head><body>@NAV@"
            '<div class=wrap><h1>The ferry is back</h1><div class="text-block"><p>'
            "The ferry to Brannoch sails twice a day again, and people queue on the "
            'quay as they have not done for years.</p></div><div class="ad-slot">'
            'Advertisement</div><div class="text-block"><p>'
            "“We waited a long time for this,” said Mara Lindqvist, who runs the "
            'kiosk. “Now they all come at once.”</p></div><div class="newsletter-box">'
            "<h3>Get our newsletter</h3><p>"
            "The best stories every morning, straight to your inbox.</p></div>"
            '<div class="text-block"><p>'
            "The company expects 40,000 guests this summer, a third more than last "
            "year.</p><p>"
            "Whether it sails in winter will be decided by the council in October.</p>"
            "</div></div>@FOOT@</body></html>"
        ),
        [
            (
                "The ferry to Brannoch sails twice a day again, and people queue on the "
                "quay as they have not done for years."
            ),
            (
                "“We waited a long time for this,” said Mara Lindqvist, who runs the "
                "kiosk. “Now they all come at once.”"
            ),
            ("The company expects 40,000 guests this summer, a third more than last year."),
            "Whether it sails in winter will be decided by the council in October.",
        ],
    ),
    "paywall": (
        (
            "<html><head><title>The ferry is back</title></head><body>@NAV@<article>"
            "<h1>The ferry is back</h1><p>"
            "The ferry to Brannoch sails twice a day again, and people queue on the "
            "quay as they have not done for years.</p><p>"
            "“We waited a long time for this,” said Mara Lindqvist, who runs the "
            'kiosk. “Now they all come at once.”</p><div class="paywall"><h2>'
            "Continue reading</h2><p>"
            "This article is for subscribers only. Subscribe now for one dollar a week "
            "and read everything we publish.</p><p>Already a subscriber? <a>Log in</a>"
            "</p></div></article>@FOOT@</body></html>"
        ),
        [
            (
                "The ferry to Brannoch sails twice a day again, and people queue on the "
                "quay as they have not done for years."
            ),
            (
                "“We waited a long time for this,” said Mara Lindqvist, who runs the "
                "kiosk. “Now they all come at once.”"
            ),
        ],
    ),
    "interview": (
        (
            "<html><head><title>“Then I paint the boat”</title></head><body>@NAV@"
            "<article><h1>“Then I paint the boat”</h1><p>"
            "The ferry is back, and its captain has never been busier. We met Anselm "
            "Tarrow on the bridge.</p><p><b>What was the first trip like?</b></p><p>"
            "Loud. Everybody was singing, and I could not hear the engine at all.</p>"
            "<p><b>Will it sail in winter?</b></p><p>"
            "I hope so. It is the council’s word that counts, not mine.</p><p><b>"
            "And if they say no?</b></p><p>Then I paint the boat.</p></article>@FOOT@"
            "</body></html>"
        ),
        [
            (
                "The ferry is back, and its captain has never been busier. We met Anselm "
                "Tarrow on the bridge."
            ),
            "What was the first trip like?",
            "Loud. Everybody was singing, and I could not hear the engine at all.",
            "Will it sail in winter?",
            "I hope so. It is the council’s word that counts, not mine.",
            "And if they say no?",
            "Then I paint the boat.",
        ],
    ),
    "recipe": (
        (
            "<html><head><title>Ferry soup</title></head><body>@NAV@<article><h1>"
            "Ferry soup</h1><p>"
            "This soup is what the crew eats on cold mornings, and the recipe is older "
            "than the boat.</p><h2>Ingredients</h2><ul><li>500 g of potatoes</li><li>"
            "2 leeks</li><li>1 litre of stock</li></ul><h2>Method</h2><ol><li>"
            "Peel the potatoes and cut them into small pieces.</li><li>"
            "Simmer everything for half an hour.</li></ol><p>"
            '“Do not stir too much,” says the cook.</p><div class="print-recipe"><a>'
            "Print recipe</a></div></article>@FOOT@</body></html>"
        ),
        [
            (
                "This soup is what the crew eats on cold mornings, and the recipe is older "
                "than the boat."
            ),
            "Ingredients",
            "500 g of potatoes",
            "2 leeks",
            "1 litre of stock",
            "Method",
            "Peel the potatoes and cut them into small pieces.",
            "Simmer everything for half an hour.",
            "“Do not stir too much,” says the cook.",
        ],
    ),
    "tweets": (
        (
            "<html><head><title>The ferry is back</title></head><body>@NAV@<article>"
            "<h1>The ferry is back</h1><p>"
            "The ferry is back, and the whole town has something to say about it this "
            'week.</p><blockquote class="twitter-tweet"><p lang=en>'
            "Sailed on the first boat this morning. Cried a little, I admit.</p>"
            '&mdash; Ada Quill (@adaquill) <a href="https://twitter.com/x">'
            "March 2, 2026</a></blockquote><script src=x></script><p>"
            "Others were less pleased with the noise.</p><p>"
            "The council will decide in October whether the boat sails in winter too."
            "</p></article>@FOOT@</body></html>"
        ),
        [
            ("The ferry is back, and the whole town has something to say about it this week."),
            "Sailed on the first boat this morning. Cried a little, I admit.",
            "— Ada Quill (@adaquill) March 2, 2026",
            "Others were less pleased with the noise.",
            "The council will decide in October whether the boat sails in winter too.",
        ],
    ),
    "live blog": (
        (
            "<html><head><title>Live: the ferry is back</title></head><body>@NAV@<main>"
            '<h1>Live: the ferry is back</h1><div class="liveblog">'
            '<div class="live-post"><time>10.15am</time><h2>First boat leaves</h2><p>'
            "The first ferry has left the quay with 300 people on board, the harbour "
            'office says.</p><div class="share-tools"><a>Share</a></div></div>'
            '<div class="live-post"><time>9.40am</time><h2>No coffee left</h2><p>'
            "Mara Lindqvist has sold out of coffee. “I have never seen anything like "
            'it,” she says.</p><div class="share-tools"><a>Share</a></div></div>'
            '<div class="live-post"><time>8.00am</time><h2>Good morning</h2><p>'
            "We are at the quay, where the first passengers have been waiting since "
            "five this morning.</p></div></div></main>@FOOT@</body></html>"
        ),
        [
            "First boat leaves",
            (
                "The first ferry has left the quay with 300 people on board, the harbour "
                "office says."
            ),
            "No coffee left",
            (
                "Mara Lindqvist has sold out of coffee. “I have never seen anything like "
                "it,” she says."
            ),
            "Good morning",
            (
                "We are at the quay, where the first passengers have been waiting since "
                "five this morning."
            ),
        ],
    ),
    "listicle": (
        (
            "<html><head><title>Ten boats</title></head><body>@NAV@<article><h1>"
            "Ten boats</h1><p>"
            "Ten boats that you should take once in your life, chosen by our readers "
            "and put in order by nobody.</p><h2>1. The Brannoch ferry</h2><figure>"
            "<img src=a><figcaption>Photo: Ada Quill</figcaption></figure><p>"
            "It sails twice a day and smells of coffee.</p><h2>"
            "2. The night boat to Aalto</h2><p>Bring a blanket.</p></article>@FOOT@"
            "</body></html>"
        ),
        [
            (
                "Ten boats that you should take once in your life, chosen by our readers "
                "and put in order by nobody."
            ),
            "1. The Brannoch ferry",
            "It sails twice a day and smells of coffee.",
            "2. The night boat to Aalto",
            "Bring a blanket.",
        ],
    ),
    "divs with classes": (
        (
            "<html><head><title>The ferry is back</title>"
            '<meta property="og:title" content="The ferry is back"></head><body>'
            '<div class="sc-1a2b"><div class="sc-3c"><a href="/">Paper</a></div>'
            '<div class="sc-9"><h1>The ferry is back</h1><div class="sc-4"><span>By'
            '</span> <a href="/a">Jonas Abara</a></div><div class="sc-5">'
            'Mar 2, 2026 8:15 AM EST</div><div class="sc-6"><div>'
            "The ferry to Brannoch sails twice a day again, and people queue on the "
            "quay as they have not done for years.</div><div>"
            "“We waited a long time for this,” said Mara Lindqvist, who runs the "
            "kiosk. “Now they all come at once.”</div><div><div>Advertisement</div>"
            "</div><div>"
            "The company expects 40,000 guests this summer, a third more than last "
            "year.</div><div>"
            "Whether it sails in winter will be decided by the council in October."
            '</div></div><div class="sc-7">'
            "Jonas Abara is a reporter who covers the coast. Follow him on Twitter "
            '@jonasabara.</div><div class="sc-8"><div><a href="/1">'
            'Harbour dues go up again</a></div><div><a href="/2">'
            "The lighthouse stays dark</a></div></div></div></div></body></html>"
        ),
        [
            (
                "The ferry to Brannoch sails twice a day again, and people queue on the "
                "quay as they have not done for years."
            ),
            (
                "“We waited a long time for this,” said Mara Lindqvist, who runs the "
                "kiosk. “Now they all come at once.”"
            ),
            ("The company expects 40,000 guests this summer, a third more than last year."),
            "Whether it sails in winter will be decided by the council in October.",
        ],
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_story_is_kept_and_nothing_else(name: str) -> None:
    html, story = PAGES[name]
    html = html.replace("@NAV@", NAV).replace("@FOOT@", FOOT)
    *_, page = read_page(RawDocument("html", html, b"", name, url="https://paper.example/x"))
    assert [part.text for part in page.body.parts] == story


@pytest.mark.parametrize(
    ("name", "byline", "published"),
    [
        ("de", "Jonas Abara", "2026-03-02"),
        ("fr", "Jonas Abara", "2026-03-02"),
        ("es", "Jonas Abara", "2026-03-02"),
        ("ja", None, "2026-03-02"),
        ("wordpress blog", "Jonas Abara", "2026-03-02T08:15:00"),
    ],
)
def test_author_and_date_in_plain_sight(
    name: str, byline: str | None, published: str | None
) -> None:
    html = PAGES[name][0].replace("@NAV@", NAV).replace("@FOOT@", FOOT)
    *_, page = read_page(RawDocument("html", html, b"", name, url="https://paper.example/x"))
    assert (page.about.byline, page.about.published) == (byline, published)
