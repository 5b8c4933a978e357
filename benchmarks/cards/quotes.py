"""Forty invented quotations of 62 to 256 characters, and the same thing said in other scripts."""

_OPENINGS = (
    "The first winter we had no heating",
    "I kept the shop open on Sundays",
    "My father drew every boat he ever sold",
    "Nobody in the band could read music",
    "We rehearsed in the old ferry hall",
    "She told me the river would come back",
    "People ask me what changed after the flood",
    "I learned to cook from a radio programme",
)
_MIDDLES = (
    ", and that is still the reason I get up before the others.",
    "; you can hear it in everything we made afterwards, I think.",
    ", because silence was the only thing we could not afford back then.",
    ", so we sang louder.",
    " – not out of courage, but because the alternative was to sit at home and count.",
)
_ENDINGS = (
    "",
    " It took eleven years before anybody noticed.",
    " You do not choose a harbour, you just stop leaving it, and one day somebody calls you local.",
)

COMPLEX = {
    "ar": "كنا نتدرب في قاعة قديمة قرب النهر، وكان الصمت هو الشيء الوحيد الذي لا نملك ثمنه.",
    "hi": "हम नदी के पास पुराने हॉल में अभ्यास करते थे, और चुप रहना ही एक चीज़ थी जो हमारे बस में नहीं थी।",
    "he": "התאמנו באולם ישן ליד הנהר, והשתיקה הייתה הדבר היחיד שלא יכולנו להרשות לעצמנו.",
}


def quotes() -> list[str]:
    """Return the quotations, always the same ones in the same order."""
    made = [
        opening + middle + _ENDINGS[(row + column) % 3]
        for row, opening in enumerate(_OPENINGS)
        for column, middle in enumerate(_MIDDLES)
    ]
    return [quote if len(quote) >= 62 else quote + " Nobody did." for quote in made]
