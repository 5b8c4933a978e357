"""How lines look that are no part of an article: patterns for `forms`.

Each is matched against a whole line, those made by `folded` against it in lower case. The word lists are closed: general words of the trade (share,
photo, updated), networks' and picture agencies' names, months; no site's own phrases.
"""

import re
from itertools import groupby

_CAPITALS = re.compile(r"(?<!\\)[A-Z]+")


def folded(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that is matched against lines in lower case.

    That takes a third of the time of matching without regard to case.
    """
    return re.compile(_CAPITALS.sub(lambda found: found[0].lower(), pattern))


def _by_first_letter(words: str) -> str:
    """Put alternatives together that begin alike: fewer have to be tried."""
    ordered = sorted(set(words.split("|")))
    together = groupby(ordered, lambda word: word[0])
    return "|".join(f"{one}(?:{'|'.join(word[1:] for word in group)})" for one, group in together)


# The exact words that ad slots print, lower case, without punctuation around them.
_AD_WORDS = """
    ad ads advert adverts advertisement advertisements advertising sponsored paid content promoted
    anzeige anzeigen werbung reklame annonse annons iklan publicidad publicité publicidade
    pubblicità reklama mainos hirdetés reclame advertentie реклама 広告 スポンサードリンク スポンサーリンク
    광고 广告 廣告 إعلان
"""
AD_LINES = frozenset(_AD_WORDS.split()) | {
    "advertisement - continue reading below",
    "advertisement continue reading below",
    "article continues below advertisement",
    "continue reading the main story",
    "scroll to continue",
    "scroll to continue with content",
    "skip advertisement",
    "skip ad",
    "story continues below advertisement",
    "story continues below",
    "story continues after advertisement",
    "this is an advertisement",
    "paid advertisement",
    "sponsored content",
    "sponsored link",
    "sponsored links",
    "sponsored message",
    "paid content",
    "paid post",
    "promoted content",
    "la nota continúa después de la publicidad",
    "artikel wird nach der werbung fortgesetzt",
    "la suite après cette publicité",
    "continua dopo la pubblicità",
    "scroll untuk melanjutkan membaca",
    "lanjutkan membaca konten di bawah",
}

_NETWORKS = (
    "facebook|twitter|x|instagram|pinterest|whatsapp|linkedin|reddit|tumblr|telegram|flipboard|"
    "google ?\\+|google plus|pocket|mix|stumbleupon|digg|youtube|snapchat|tiktok|threads|bluesky|"
    "mastodon|messenger|line|viber|vk|xing|skype|e-?mail|mail|sms|print|rss|copy link|copy|link|"
    "addthis|more|share|tweet|pin|pin it|like|save|comment|comments|talk|talks|buffer|hatena|"
    "teilen|drucken|kommentare|compartir|partager|condividi|cetak|lagi|bagikan|surat elektronik"
)
_SHARING = (
    "share|tweet|post|pin|send|email|save|teilen|auf|on|to|via|by|in|with|this|it|the|story|"
    "article|page"
)
SHARE_WORDS = folded(
    rf"(?:(?:\d+(?:[.,]\d+)?k?|{_by_first_letter(f'{_SHARING}|shares|{_NETWORKS}')})"
    r"[\s,|·•:+]*){1,9}",
)
SHARE = folded(
    r"(?:(?:(?:share|tweet|pin|teilen|partager|compartir|condividi)(?: this)?(?: (?:on|via|to|auf|sur|en|su|with))? ?(?:"
    rf"{_NETWORKS})[\s:.…]*\d*[\s|]*){{2,12}}|"
    r"share(?: this| on| via| to)?\b.{0,40}|\d[\d.,]*k? ?(?:shares?|likes?|retweets?|views?|comments?)"
    r"|(?:0|no) comments?|sharing is caring!?|(?:like|sukai) (?:this|ini):?|like loading\.{0,3}|"
    r"join the (?:conversation|discussion).{0,20}|"
    r"(?:click|tap) to share.{0,40}|copy link.{0,20}|(?:view|show|read|see) (?:all )?(?:\d+ )?comments?.{0,20}|"
    r"(?:like|love|enjoy(?:ed)?|liked) (?:this|what you).{0,40}\?.{0,20}(?:share|follow|subscribe|sign|join|support).{0,80}|suka memuat\.*|kommentieren|この記事を(?:シェア|共有)(?:する)?|partager (?:l['’]article|sur).{0,30}|compartir (?:en|este).{0,30}|condividi (?:su|questo).{0,30}|artikel (?:teilen|drucken).{0,20})",
)
_MONTH = (
    r"(?:jan(?:uary|uar|uari|vier)?|feb(?:ruary|ruar|ruari)?|f[ée]v(?:rier)?|mar(?:ch|s|et|zo)?|märz|maret|apr(?:il|ile)?|avril|"
    r"abril|may|mai|mei|mayo|maggio|jun[ei]?|juin|junio|giugno|jul[yi]?|juillet|julio|luglio|"
    r"aug(?:ust|ustus)?|août|agosto|agustus|sep(?:t|tember|tembre|tiembre)?|settembre|o[ck]t(?:ober|obre)?|octubre|"
    r"ottobre|nov(?:ember|embre|iembre)?|d[ei][czs](?:ember|embre|iembre)?|dicembre)\.?"
)
_CLOCK = r"(?:\d{1,2}時(?:\d{1,2}分)?|\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)(?:\s*\(?(?:[A-Z]{2,4}|GMT ?[+-]?\d*|ET|Uhr)\)?)?"
_DATE = (
    rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s*)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.)?[\s/-]*(?:de\s+)?{_MONTH}[\s,/-]*(?:de\s+)?\d{{2,4}}|"
    rf"{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?[\s,]*(?:\d{{4}}|'\d\d)|"
    rf"\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}}|"
    rf"\d{{4}}年\d{{1,2}}月\d{{1,2}}日)"
)
_AGO = r"(?:\d+|an?|one)\s*(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[hdm])\s*ago|(?:vor \d+ \w+)"
_STAMP_WORDS = (
    r"(?:posted|published|updated|last (?:updated|modified|edited)|first published|created|modified|"
    r"veröffentlicht|aktualisiert|stand|publicado|actualizado|publié|mis à jour|pubblicato|aggiornato|"
    r"diterbitkan|date|on|at|by|am|um|le|el|il|pada)"
)
DATE_LINE = folded(
    rf"(?:{_STAMP_WORDS}[\s:,|·-]*){{0,4}}(?:(?:{_DATE}|{_AGO}|{_CLOCK})[\s,|·•–—@/()-]*(?:{_STAMP_WORDS}[\s:,|·-]*){{0,3}}){{1,4}}"
    r"(?:\|?\s*\d+\s*min(?:ute)?s?(?: read)?)?",
)
STAMP_BEGIN = folded(rf"(?:{_STAMP_WORDS}|by|von|par|por|oleh|door)\b")
HAS_DATE = folded(rf"\b(?:{_DATE}|{_AGO})")
_NAME = r"(?:(?:[a-z]{2,3}\s+){0,2}(?:[A-Z][\w'’.-]*|d['’][A-Z]\w+)\s*){1,5}"
BYLINE = re.compile(
    rf"(?:(?:By|BY|Written by|Words by|Words|Text|Reported by|Story by|Posted by|Published by|Author|Von|Por|Par|Di|Oleh|Door)(?::\s*|\s+))"
    rf"{_NAME}(?:(?:,|and|und|y|et|&|\||•|-|–|for|of)\s*{_NAME}){{0,4}}[,|•·–-]?.{{0,60}}"
)
# How a sentence begins or goes on that tells of somebody; furniture speaks to its reader.
TOLD = re.compile(
    r"^(?:[“„«]|(?:I|He|She|They)\b)|[,”\"’] (?:I|he|she|they|said|says|added|asked|wrote|told)\b"
    r"|[,”\"’] (?:[A-Z][\w'’-]+ ){1,3}(?:said|says|added|asked|wrote|told)\b"
)
FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e) (?:[A-Z]?[a-z]+)\b|\bI['’](?:m|d|ve|ll)\b")
# A clock's "a.m." ends a line as a sentence does.
CLOCK_END = re.compile(r"\d ?[ap]\.m\.$")
SENTENCE_END = re.compile(r"[.!?…][\"”’)\]]*$")
CREDIT = folded(
    r"(?:(?:main |lead |feature[d]? |cover |header )?(?:image|photo|photograph|picture|foto|bild|illustration|"
    r"video|graphic|screenshot|gambar|imagen|crédito|courtesy|fotocredit|bildquelle|fotograf|grafik)s?"
    r"(?: ?credits?| copyright| source| courtesy| via| by| from| ?: ?courtesy)?(?: of| for)?\s?(?::|©|by\b|via\b|credit\b|\|)\s?.{1,120}"
    r"|(?:image|media|picture|photo|video) (?:caption|copyright)\b.{1,200}|media ?caption.{1,200}"
    r"|(?:credits?|picture|source|quelle|sumber|fuente)\s?:\s?.{1,100}"
    r"|credit\.{3}.{1,100}|(?:photo|image|picture|video)s? (?:by|courtesy|via) .{1,80}"
    r"|(?:©|\(c\)|copyright ©?)\s?.{1,80}(?:images?|photos?|press|reuters|pictures?|getty|ap|afp|epa|dpa)\b.{0,20})",
)
# What some pages print before a caption or a credit, cut from it.
LABEL = folded(
    r"(?:image|media|picture|photo|video|bild|foto)(?: (?:caption|copyright|credit|source))?\s?:?|"
    r"(?:(?:image|photo|picture) )?(?:credit|caption)s?\s?(?::|\.{3})",
)
LONG_AGENCY = (
    r"Getty(?: Images)?(?: for [\w .&'-]+)?|Associated Press|REUTERS|Reuters|Shutterstock|"
    r"iStock(?:photo)?|Alamy|Rex Features|Unsplash|Pexels|Pixabay|Flickr|"
    r"Wikimedia(?: Commons)?|Press Association|PA Images|PA Wire|AP Photo|EPA-EFE|Bloomberg|Corbis|"
    r"Imago|imago images|WireImage|FilmMagic|Splash News|Backgrid|Everett(?: Collection)?|"
    r"Instagram|Twitter|Facebook|YouTube|TikTok|NASA|"
    r"Adobe Stock|Depositphotos|Dreamstime|Zuma(?: Press)?|Xinhua|Anadolu(?: Agency)?|Tribune News Service|"
    r"USA TODAY Sports|ABACA|Sipa(?: USA)?|Newscom|Handout"
)
# Too short to be told from other words (PA is a state, X a letter) without a slash before them.
_SHORT_AGENCY = r"AFP|AP|EPA|EFE|dpa|DPA|ANSA|Rex|REX|PA|X"
AGENCY_NAMES = f"{LONG_AGENCY}|{_SHORT_AGENCY}"
_AGENCY = f"(?:{AGENCY_NAMES})"
AGENCY_LINE = re.compile(
    rf"(?:[\w .,'’&@()-]{{0,60}}[/|©,]\s?){{0,4}}(?:{LONG_AGENCY})(?:\s?[/|,]\s?[\w .,'’&@()-]{{1,50}}){{0,4}}|"
    rf"(?:[\w .,'’&@()-]{{0,60}}[/|©]\s?){{0,4}}{_AGENCY}(?:\s?[/|]\s?[\w .,'’&@()-]{{1,50}}){{0,4}}"
)
HANDLE_CREDIT = re.compile(rf"{_AGENCY}\s?[/:|@]\s?@?[\w .]{{2,50}}")
CREDIT_TAIL = re.compile(
    rf"(?:\((?:[^()]{{0,60}}[/|:©]\s?)?{_AGENCY}(?:\s?[/|][^()]{{0,60}})?\)|"
    rf"\((?i:photo|image|picture|credit|courtesy of|screenshot|©|foto|bild)s?\b[^()]{{0,80}}\)|"
    rf"(?i:credit|photo|image|picture)(?:\.{{3}}|:)\s?[^.:]{{2,60}}|©\s?[^.©]{{2,60}}|"
    rf"[|/]\s?(?:[\w .'’&-]{{1,40}}[/|]\s?)?{_AGENCY}(?: (?:file|photo|archive|via [\w .]{{2,30}}))?)\s*$"
)
PROMO_HEAD = folded(
    r"[\[(►▶»>*•\s-]{0,4}(?:read (?:more|also|next|on|this|the (?:original|full) (?:article|story))|(?:also|see also|related(?: (?:stories|story|articles?|posts?|content|video|topics?|tags|news|coverage|reading|links))?|"
    r"more (?:from|on|stories|in|news|about)|must[- ]read|recommended|don'?t miss|you may also like|you might also like|"
    r"you may like|up next|next up|watch(?: now| more| this| the video| below)?|see more|listen(?: now| to)?|trending(?: now| stories)?|most (?:popular|read|viewed|recent|shared)|"
    r"latest (?:news|stories|videos?|posts?)|popular (?:posts?|stories|now)|editor'?s'? (?:picks?|choice)|top stories|"
    r"previous(?: post| article)?|next(?: post| article)?|in case you missed it|further reading|"
    r"lesen sie auch|mehr zum thema|auch interessant|zum thema|lees ook|lire aussi|à lire aussi|leer más|lea también|te puede interesar|"
    r"leggi anche(?: su)?|baca juga|terkait|leia também|veja também|siehe auch|"
    r"sigue leyendo|seguir leyendo|lee también|lea más|más información|weiterlesen|mehr dazu|mehr lesen|lesen sie mehr|lire la suite|"
    r"en savoir plus|continua a leggere|per approfondire|lees meer|lees verder|läs också|läs mer|les også|les mer|læs også|zobacz też|"
    r"czytaj (?:też|także|więcej)|читайте также|смотрите также|関連記事|(?:合|あ)わせて読みたい|続きを読む))\b\s*(?::|\||-|–|—|»|>|\.{3})\s*\S.{0,180}",
)
PROMO_ALONE = folded(
    r"[\[(►▶»>*•【「■▼＞\s-]{0,4}(?:read more|read next|read also|related(?: (?:stories|story|articles?|posts?|content|videos?|topics?|tags|news|coverage|reading|links))?|see also|also read|"
    r"more (?:from|on|stories|news|great|top|in) ?[^.!?]{0,50}|must[- ]reads?|recommended(?: for you| stories| reading| videos?)?|recommends|you (?:may|might) (?:also )?(?:like|enjoy|be interested in).{0,20}|"
    r"up next|next up.{0,40}|trending(?: now| stories| news)?.{0,20}|most (?:popular|read|viewed|recent|shared|commented)|"
    r"latest (?:news|stories|videos?|posts?|headlines)|(?:popular|recent|similar|previous|next|featured) (?:posts?|stories|articles?|videos?|now|news|comments?)|"
    r"editor'?s'? (?:picks?|choice)|don['’]?t miss|top stories|from the web|more from the web|around the web|sponsored stories|in case you missed it|further reading|what to read next|"
    r"(?:share|filed under|tags?|topics?|categories|kategorien|schlagw[öo]rter|etiquetas|tagged|posted in|topics in this article)\s?:?|"
    r"lesen sie auch|mehr zum thema|auch interessant|baca juga|terkait|leggi anche|articoli correlati|lire aussi|関連記事|post navigation|featured video|back to top|"
    r"関連(?:記事|ニュース|リンク)|おすすめ(?:の?記事)?|(?:合|あ)わせて読みたい|人気記事|最新記事|続きを読む|читайте также|zobacz też|czytaj (?:też|także)|"
    r"läs också|les også|lees ook|lea también|te puede interesar|más noticias|(?:weitere|ähnliche|verwandte|neueste) (?:artikel|themen|meldungen|beiträge|nachrichten)(?: (?:zu|zum|aus|von) .{2,40})?|mehr dazu|(?:auch interessant|das könnte (?:dich|sie|euch|ihnen) auch) .{3,30}|articles (?:similaires|liés|associés)|(?:artículos|entradas|noticias) relacionad[ao]s|artigos relacionados|gerelateerde (?:berichten|artikelen)|popular (?:on|in) .{2,30}|à lire aussi|sur le même sujet|"
    r"about the author.{0,30}|über den autor.{0,20}|follow (?:us|me)(?: on)?.{0,30})\s*[:：]?[\])»>…】」]{0,3}",
)
# The sentence in which a page says when it was posted and in which of its sections.
FILED = folded(
    r"(?:this|the) (?:article|post|entry|story) is (?:related to|tagged|filed under)\b.{1,200}|"
    r"(?:this entry|diese[rs]? (?:beitrag|eintrag|artikel)|cette entrée|cet article|esta entrada|questo articolo|dit bericht) "
    r"(?:was|wurde|a été|fue|se|è stat[oa]|werd) .{0,60}\b(?:posted|geschrieben|veröffentlicht|abgelegt|publiée?|publicad[ao]|publicó|pubblicat[oa]|geplaatst)\b.{0,180}"
)
TAGS = folded(
    r"(?:filed under|tags?|tagged(?: with| as)?|topics?|categories|category|posted in|related topics|related tags|kategorie[n]?|"
    r"schlagw[öo]rter|etiquetas|mots[- ]cl[ée]s|topics in this article|labels?|keywords|stichworte|タグ|カテゴリー?)\s?[:|]\s?.{1,200}",
)
SIGN_UP = folded(
    r"(?:by (?:clicking|choosing|signing up|checking|continuing|subscribing|registering|submitting)\b.{0,80}\b(?:you|i) (?:agree|consent|accept|acknowledge)\b.{0,160}|"
    r".{0,60}\byour inbox\b.{0,80}|"
    r"(?:click|tap) here (?:to|for)\b.{0,120}|.{0,60}\b(?:sign|signing) up (?:for|to|here|now)\b.{0,80}(?:newsletter|inbox|email|alerts|updates|e-mail).{0,100}|"
    r"(?:please )?(?:subscribe|suscr[íi]bete|abonnieren|abonnez|iscriviti|langganan)\b.{0,120}|(?:want|love|like) (?:more|this|to read).{0,80}\?.{0,80}(?:newsletter|subscribe|follow|sign up|join).{0,80}|"
    r"get .{3,100}(?:delivered|straight|sent|right|directly) .{0,20}(?:inbox|door|letterbox|email|phone).{0,120}|.{0,80}\b(?:our|the|free|daily|weekly|deals|morning) (?:\w+ )?newsletters?\b.{0,60}|"
    r"(?:download|get) (?:our|the) .{0,30}\bapp\b.{0,80}|.{0,40}support (?:our|independent|quality) journalism.{0,100}|buy (?:the |your )?tickets? .{0,30}here.{0,20}|"
    rf"follow (?:us|me|[\w .'’-]{{2,40}}) (?:on (?:{_NETWORKS})\b|@).{{0,60}}|"
    r"(?:like|find|join|visit|watch) us on .{0,60}|(?:welcome|newsletter) sign[- ]?up.{0,40}|"
    r".{0,80}\b(?:to|and) (?:stay up to date|never miss)\b.{0,80}|stay (?:up to date|informed|connected|tuned).{0,60}(?:follow|subscribe|sign).{0,80})",
)
# What a disclaimer or rights notice looks like: known by how it begins.
NOTES_BY_START = tuple(
    map(
        folded,
        (
            r"(?:opinion|disclaimer|disclosure|editor'?s'? note|note|correction|advertiser disclosure|affiliate disclosure|haftungsausschluss|hinweis)\s?[:—–-]\s?.{0,60}\b(?:this|the|we|our|i|these|all|any|diese[rs]?|some)\b.{0,60}"
            r"\b(?:article|post|story|author|commentary|opinions?|views?|links?|commission|content|piece|affiliate|site|purchas\w+|products?|artikel|beitrag)\b.{0,400}",
            r"(?:this|the) (?:article|story|post|piece|essay|interview|report|column) (?:was |is |has been |first |originally |also )*(?:originally |first )?(?:appeared|published|posted|produced|provided|republished|written|syndicated|reported|adapted|excerpted)\b.{0,160}",
            r"\(?(?:reporting|writing|editing|additional reporting|compiled|written|edited) by [A-Z][^.]{2,120}\)?\.?",
        ),
    )
)
# And known by a word that it must hold; that only saves time, the pattern decides.
_NOTES_BY_WORD: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        (" contributed ",),
        r"[^.:“”\"]{2,90} contributed (?:reporting|research|to (?:this|the) (?:report|story|article|post|piece))\b.{0,80}",
    ),
    (
        (
            " contain",
            " include",
        ),
        r".{0,40}\b(?:this|the|our) (?:article|post|story|piece|page|site|content)\b.{0,40}\b(?:may|might|can|could) (?:contain|include)\b.{0,60}\b(?:affiliate|links?|commentary|opinions?|sponsored|advert\w+)\b.{0,300}",
    ),
    (
        (
            "views",
            "opinions",
        ),
        r".{0,80}\b(?:views|opinions)\b.{0,40}\b(?:expressed|stated|presented|reflected)\b.{0,120}\b(?:author|writer|own|contributor|columnist|not necessarily|solely)\b.{0,200}",
    ),
    (
        (
            "commission",
            "share of",
            "compensation",
            "percentage",
        ),
        r".{0,100}\b(?:we|\w+) (?:may|might|will|could|can|also) (?:earn|receive|get|make) (?:an? )?(?:small |affiliate |share of |a share )?.{0,30}(?:commission|share of|compensation|percentage)\b.{0,200}",
    ),
    (
        (
            "rights reserved",
            "may not be ",
        ),
        r".{0,60}\ball rights reserved\b.{0,200}|(?:©|\(c\)|copyright)\s?(?:©\s?)?\d{4}.{0,160}|.{0,60}\bmay not be (?:published|reproduced|copied).{0,160}",
    ),
)
NOTES_BY_WORD = tuple((words, folded(text)) for words, text in _NOTES_BY_WORD)
COMMENT = folded(
    r"(?:comments?(?: \(\d+\))?|loading comments(?:\.{3}|…)?|(?:kommentare|commentaires?|comentarios|commenti|reacties) ?\(\d+\)|\d+ (?:gedanken? zu|réflexions? (?:sur|au sujet de)|comentarios? en|pensieri? su|gedachten? over) .{2,110}|(?:schreiben? (?:sie )?einen kommentar|laisser un commentaire|deja una respuesta|lascia una risposta|geef een reactie|deixe um comentário|lämna ett svar|dodaj komentarz).{0,30}|(?:deine|ihre|votre|tu|il tuo|je|o seu) (?:e-mail-adresse|adresse (?:e-mail|de messagerie)|dirección de correo electrónico|indirizzo email|e-mailadres|endereço de e-?mail) .{0,120}|\d+ (?:comments?|responses?|replies|thoughts? on.{0,100}|kommentare|tanggapan)|(?:leave|write|post|add) a (?:comment|reply).{0,60}|"
    r"reply|antworten|lascia un commento.{0,30}|hinterlasse einen kommentar.{0,30}|tinggalkan (?:balasan|komentar).{0,30}|deja un comentario.{0,30}|"
    r".{0,40}(?:log in|logged in|sign in|connesso|angemeldet|masuk) (?:to|per|um|untuk) .{0,30}(?:comment|commento|kommentar|reply)\w*.{0,20}|tell us what you think.{0,30}|satu tanggapan|"
    r"your email address will not be published.{0,80}|what do you think\?.{0,60}(?:comment|below|let us know).{0,80}|.{0,60}\b(?:in the|your) comments?(?: section)? below\b.{0,40})",
)
NAVIGATION = folded(
    r"(?:home|menu|search|close|open|login|log in|log out|sign in|sign up|register|my account|skip to (?:main )?content|skip to .{0,30}|back to top|top|"
    r"previous|next|previous post|next post|back|continue|contact(?: us)?|about(?: us)?|privacy(?: policy)?|terms(?: of (?:use|service))?|cookies?(?: policy)?|"
    r"sitemap|site index|advertise(?: with us)?|careers|help|faq|loading\.*|load more|show more|view all|see all|expand|play|pause|mute|toggle .{0,30}|"
    r"impressum|datenschutz|startseite|suche|suchen|mehr|weiter|zurück|cerca|cari|inicio|accueil|accept(?: all)?(?: cookies)?|ok|got it|learn more|"
    r"(?:article |artículo |contenido )?(?:réservé aux abonnés|exclusivo para suscriptores)|nur für abonnenten|(?:for )?subscribers? (?:only|exclusive)|"
    r"this slideshow requires javascript\.?|enable javascript.{0,60}|this site is protected by recaptcha.{0,80}|report (?:an? )?(?:error|typo)|nach oben|zur startseite|.{0,40}your browser does not support.{0,60}|(?:home|start|startseite)\s?[>»/›|].{0,140})",
)
COOKIES = folded(
    r".{0,200}\b(?:cookies?)\b.{0,200}\b(?:use|uses|accept|consent|agree|settings|utilizziamo|verwenden|browsing|experience|esperienza)\b.{0,300}|"
    r".{0,100}\b(?:use|uses|using|utilizziamo|verwenden|usamos|utilisons|menggunakan)\b.{0,40}\bcookies?\b.{0,400}",
)
SHORTCODE = folded(
    r"\[/?(?:button|caption|gallery|embed|video|audio|vc_\w+|et_pb_\w+|ad|sc|shortcode|fusion_\w+)(?:\]|\s*/\]|\s+\w+=[^\]]*\]).{0,200}",
)
RULE = re.compile(r"[\W_]{1,200}")
