"""An invented story, one paragraph a line."""

PARAGRAPHS = [
    "The ferry to Brannoch leaves twice a day, and in winter it leaves when the captain says so.",
    "“I have missed it more often than I have caught it,” she said. “You learn to bring a book.”",
    "Nobody on the quay could remember a January like it, and several of them had tried.",
    "“It was the wind,” the harbour master told us, “and then it was the other wind.”",
    "By four o’clock the lamps were lit, and the dog had gone home without being told.",
    "She has kept every ticket since 1998 in a biscuit tin that once belonged to her aunt.",
    "In spring the company will paint the hull again, in a green that nobody asked for at all.",
    "Until then the crew sleeps ashore, above the bakery, where it is warm from three o’clock on.",
]
