"""Words that report speech, in every form they take, and nouns that name speech or speakers."""

from flows.quotes.wordsets import word_set

# What people do with direct speech. Weak ones report only right beside a quotation.
_STRONG = """say tell add write reply respond explain note recall admit argue declare announce
insist warn claim confess joke quip tweet acknowledge answer assert boast brag comment complain
concede conclude confirm continue counter exclaim observe remark reiterate remember repeat retort
reveal state stress suggest testify urge vow whisper yell shout scream shrug muse mutter murmur
recount reflect opine maintain lament laugh interject proclaim promise predict plead pledge
protest wonder ask emphasize emphasise elaborate enthuse gush fume grumble joke deadpan sigh snap
snarl sob sneer stammer summarise summarize tease theorize theorise thunder vent volunteer bark
blurt bellow croon chuckle ponder marvel object caution remind advise inform instruct beg cry
speculate surmise reason reckon rave rant exult crow hint posit propose contend allege aver avow
attest advise affirm assure text email blog post instagram caption offer venture interrupt giggle
grin smile nod share clarify"""
_WEAK = """call describe compare accuse criticize criticise blast slam denounce dismiss praise hail
dub label brand characterize characterise condemn defend deride mock refer cite quote put think
believe feel agree disagree deny estimate demand feel find guess hope know mean mention read
recommend report see sing speak start begin stipulate swear talk teach tout trumpet attack blame
champion credit declare decry define deem deplore express fear go implore invoke liken lambaste
outline pen pray preach presage question rage ridicule rip salute say shrill sum thank tell term
threaten trash urge voice want warn weigh welcome conclude concede intone crack fire shoot hit"""
_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote written writing",
    "think": "thinks thought thinking",
    "feel": "feels felt feeling",
    "find": "finds found finding",
    "know": "knows knew known knowing",
    "mean": "means meant meaning",
    "put": "puts put putting",
    "read": "reads read reading",
    "see": "sees saw seen seeing",
    "sing": "sings sang sung singing",
    "speak": "speaks spoke spoken speaking",
    "begin": "begins began begun beginning",
    "swear": "swears swore sworn swearing",
    "teach": "teaches taught teaching",
    "go": "goes went gone going",
    "beg": "begs begged begging",
    "grin": "grins grinned grinning",
    "nod": "nods nodded nodding",
    "snap": "snaps snapped snapping",
    "sob": "sobs sobbed sobbing",
    "shoot": "shoots shot shooting",
    "hit": "hits hit hitting",
    "refer": "refers referred referring",
    "admit": "admits admitted admitting",
    "quip": "quips quipped quipping",
    "slam": "slams slammed slamming",
    "dub": "dubs dubbed dubbing",
    "rip": "rips ripped ripping",
    "sum": "sums summed summing",
    "pen": "pens penned penning",
    "deadpan": "deadpans deadpanned deadpanning",
    "label": "labels labeled labelled labeling labelling",
    "email": "emails emailed emailing",
    "blog": "blogs blogged blogging",
    "brag": "brags bragged bragging",
    "text": "texts texted texting",
    "offer": "offers offered offering",
    "answer": "answers answered answering",
    "whisper": "whispers whispered whispering",
    "murmur": "murmurs murmured murmuring",
    "mutter": "mutters muttered muttering",
    "wonder": "wonders wondered wondering",
    "ponder": "ponders pondered pondering",
    "counter": "counters countered countering",
    "confess": "confesses confessed confessing",
    "express": "expresses expressed expressing",
    "stress": "stresses stressed stressing",
    "guess": "guesses guessed guessing",
    "dismiss": "dismisses dismissed dismissing",
    "criticize": "criticizes criticized criticizing",
}
_VOWELS = "aeiou"


def _forms(verb: str) -> list[str]:
    if verb in _IRREGULAR:
        return [verb, *_IRREGULAR[verb].split()]
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    plural = "es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s"
    return [verb, verb + plural, verb + "ed", verb + "ing"]


_WEAK_FORMS = {form: verb for verb in _WEAK.split() for form in _forms(verb)}
_STRONG_FORMS = {form: verb for verb in _STRONG.split() for form in _forms(verb)}

STRONG = frozenset(_STRONG_FORMS) - {"share", "shares"}
"""Every form of the verbs that report direct speech by themselves; "shares" of a firm do not."""

GESTURES = frozenset(
    form
    for verb in ["laugh", "smile", "grin", "nod", "sigh", "chuckle", "giggle", "sob", "snort"]
    for form in _forms(verb)
)
"""What a listener does as well: after a full stop ("… at last.” Lee laughed.") no attribution."""

ANY = frozenset({*_STRONG_FORMS, *_WEAK_FORMS})
"""Every form of every verb that can introduce quoted words."""

NAMING = frozenset(
    form
    for verb in (
        "call",
        "dub",
        "label",
        "brand",
        "name",
        "title",
        "nickname",
        "term",
        "entitle",
        "rename",
    )
    for form in _forms(verb)
)
"""Verbs whose quoted object is a name or label, not speech ("a film called …")."""

SPEECH_NOUNS = word_set("""statement letter email e-mail message tweet post comment comments note memo caption remark
    remarks observation reaction response reply answer question line words quote quotation speech
    advice warning verdict conclusion complaint confession admission explanation summary assessment
    review text motto message memoir essay op-ed column editorial book interview testimony
    announcement report article blog study survey poll document filing lawsuit complaint ad
    advert press-release release headline transcript realization thought idea view opinion
    reasoning argument claim argument slogan tagline mantra praise criticism""")
"""Nouns for something said or written."""


REPLIES = word_set("reply response answer retort rejoinder question")
"""Nouns for what one says back: `“No,” came the reply`."""


def lemma(form: str) -> str | None:
    """Return the reporting verb of a form ("says" gives "say"), None if it is none."""
    form = form.lower()
    return _STRONG_FORMS.get(form) or _WEAK_FORMS.get(form)
