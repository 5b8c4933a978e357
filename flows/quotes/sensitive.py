"""Topics a person must look at before anything is posted: flagged, never dropped."""

import re

_TOPICS = {
    "abuse": r"abus\w+|molest\w*|rape[ds]?|raping|rapist\w*|assault\w*|harass\w*|groom(?:ed|ing)|incest|beat(?:en|ing)? (?:me|her|him|us)|hit me|bull(?:y|ied|ying)|traffick\w+|domestic violence|slave(?:s|ry)?",
    "death": r"d(?:ie|ied|ies|ying)|dead|death\w*|kill(?:ed|ing|er|s)?|murder\w*|suicid\w*|funeral\w*|grie(?:f|ve|ving)|mourn\w*|massacre\w*|shooting|shot (?:dead|him|her)|genocide|holocaust|corpse\w*|bur(?:ied|ial)|passed away|overdos\w+|hang(?:ed|ing) (?:him|her)self|terroris\w+",
    "minors": r"child(?:ren)?|kids?|minors?|teen(?:s|ager|agers|aged?)?|bab(?:y|ies)|toddlers?|underage|school ?(?:boy|girl)s?|infants?|\d{1,2}-year-old|my (?:son|daughter)s?",
    "health": r"cancer\w*|tumou?rs?|disease\w*|depress(?:ed|ion)|anxiety|bipolar|schizo\w+|HIV|AIDS|addict\w*|alcoholi\w+|rehab|drugs?|heroin|cocaine|opioid\w*|miscarriage\w*|abortion\w*|pregnan\w+|surgery|diagnos\w+|hospitali[sz]\w+|stroke|seizure\w*|dementia|alzheimer\w*|eating disorder\w*|anorexi\w+|self[- ]harm\w*|mental (?:health|illness)|therap(?:y|ist)|illness|coma|trauma\w*|vaccin\w+|pandemic",
    "accusation": r"liar|lied|lying|fraud\w*|corrupt\w*|crimina?l?s?|crook\w*|stole|steal(?:ing|s)?|thief|thieves|guilty|cheat(?:ed|er|ing|s)?|racis[mt]\w*|sexis[mt]\w*|misogyn\w+|nazi\w*|fascis[mt]\w*|predator\w*|brib\w+|blackmail\w*|perjur\w+|treason|traitor\w*|scam\w*|illegal\w*|violent|abuser\w*|conspir\w+|cover[- ]up|pervert\w*|bigot\w*|arrest\w*|prison|jail\w*|convict\w*|su(?:ed|ing)|lawsuit\w*",
}
_PATTERN = re.compile(
    "|".join(rf"(?P<{topic}>\b(?:{words})\b)" for topic, words in _TOPICS.items()), re.IGNORECASE
)


def topics(words: str) -> tuple[str, ...]:
    """Return the sensitive topics a quotation touches (abuse, death, minors, health,
    accusation), in the order of the table, each once.
    """
    found = {match.lastgroup for match in _PATTERN.finditer(words)}
    return tuple(topic for topic in _TOPICS if topic in found)
