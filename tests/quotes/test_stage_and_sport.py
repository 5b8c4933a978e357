"""How papers write of actors, singers and players: who speaks where a reader has no doubt, and
never the part they play.
"""

import pytest

from flows.quotes import pick


def named(text: str, start: str) -> str | None:
    """Return the person a quotation is credited to, None for nobody named."""
    quote = next(q for q in pick(text).quotes if q.text.startswith(start))
    return quote.speaker.name if quote.speaker.kind == "named" else None


PLAY = (
    "Actress Joanna Thorne is back on stage after nine years. She plays a widow.\n\n"
    'The play, by Irish writer Colm Dervan, has sold out. "I wrote it with her voice in my head," '
    'said Dervan. "I never thought she would say yes."\n\n'
)
FLAT = "Striker Jory Pell scored twice for Harwick on Saturday. He is 24.\n\n"


@pytest.mark.parametrize(
    ("text", "start", "who"),
    [
        pytest.param(
            PLAY + "Thorne said she had turned down several parts. \"You don't do it for the "
            'money. "You do it because somebody in the dark cries."',
            "You don't do it",
            "Joanna Thorne",
            id="a sentence that reports leads in the speech after it",
        ),
        pytest.param(
            FLAT + "“I just ran,” said Pell.\n\n“Nobody was more surprised than my own mother.”",
            "Nobody was",
            "Jory Pell",
            id="a paragraph of nothing but speech goes on from an attribution",
        ),
        pytest.param(
            FLAT + "Pell's coach, Milan Dudek, says nobody runs more. “We went up a hill for six "
            "weeks,” he said.",
            "We went up",
            "Milan Dudek",
            id="whom the sentence before tells of, not the main person",
        ),
        pytest.param(
            PLAY + "Her co-star, Peter Lund, is best known as a detective. He told the paper: “She "
            "frightens me every single night.”",
            "She frightens",
            "Peter Lund",
            id="her co-star, by name",
        ),
        pytest.param(
            PLAY
            + "The producer is Hugh Tranter, who worked with Dervan before. “It is the bravest "
            "thing he has done,” he said.",
            "It is the bravest",
            "Hugh Tranter",
            id="a description said to be a name",
        ),
        pytest.param(
            FLAT + "Keeper Willem Brandt was beaten twice. “The ball came out of the sun,” said "
            "the Dutchman.",
            "The ball came",
            "Willem Brandt",
            id="the Dutchman",
        ),
        pytest.param(
            FLAT + "“My knees gave up before I did,” Pell shared.",
            "My knees",
            "Jory Pell",
            id="shared",
        ),
        pytest.param(
            FLAT + "The Royal Harbour Club's Alison Poole said: “He is welcome to come back here.”",
            "He is welcome",
            "Alison Poole",
            id="a club's somebody",
        ),
        pytest.param(
            "Dean Harker has told of his doubts. “I had sold the guitar already,” Harker said.",
            "I had sold",
            "Dean Harker",
            id="Dean is a given name",
        ),
        pytest.param(
            "Leg-spinner Imran Darr took seven wickets. “I was trying not to fall over,” Darr said.",
            "I was trying",
            "Imran Darr",
            id="a role with a hyphen is no name",
        ),
        pytest.param(
            PLAY + '"I hid in a cupboard," Thorne said on Friday\'s Late Show. "It went as you '
            'would think."',
            "I hid in",
            "Joanna Thorne",
            id="after a show's name and a stop comes speech, not a title",
        ),
    ],
)
def test_whoever_a_reader_has_no_doubt_of_is_named(text: str, start: str, who: str) -> None:
    assert named(text, start) == who


@pytest.mark.parametrize(
    ("text", "start", "right"),
    [
        pytest.param(
            PLAY + 'Thorne won a prize for her first film. "You don\'t do it for the money. "You '
            'do it for somebody in the dark."',
            "You don't do it",
            "Joanna Thorne",
            id="a new speech is not the last speaker's",
        ),
        pytest.param(
            PLAY + "When one user wrote, “You should be at home by now,” Thorne fired back: “You "
            "should be in bed.”",
            "You should be at home",
            None,
            id="a clause with its own speaker",
        ),
        pytest.param(
            FLAT + "Pell spoke to the presenter Billy Frame. “I asked her if she would mind the "
            "dog,” he told Frame.",
            "I asked her",
            "Jory Pell",
            id="he told Frame: not Frame",
        ),
        pytest.param(
            "Jack Osric and Rhea Callow star in Starfall. Callow, who plays Captain Ilse Moran, "
            "is an actress of 30.\n\n“I told you I would come back,” Moran whispers at the end.",
            "I told you",
            None,
            id="a part with a surname",
        ),
        pytest.param(
            FLAT + "“I will be there for you always,” Pell says in the last scene.",
            "I will be",
            None,
            id="said in a scene",
        ),
        pytest.param(
            "Singer Vernon Pike has died, his agent has said.\n\n“He went with his dogs around "
            "him,” the agent said.",
            "He went",
            None,
            id="his agent is not he",
        ),
        pytest.param(
            FLAT + "The painter Anders Holm came in. “She was never still for a minute.” Pell "
            "laughs.",
            "She was never",
            "Anders Holm",
            id="whoever laughs after a full stop only listened",
        ),
        pytest.param(
            FLAT + "Trainer Guy Marchand watched. “I closed my eyes,” he said.\n\nThe race was won "
            "by Kimi Aaltonen. “I am glad that he is alive,” he said.",
            "I am glad",
            "Kimi Aaltonen",
            id="the winner in the passive",
        ),
        pytest.param(
            "Ada Olm owns the pier. “It is ours,” Olm said.\n\nSam Reeve, the mayor, did not sign. "
            "“It was never for sale,” he said.",
            "It was never",
            "Sam Reeve",
            id="who is named in this paragraph, not who spoke in the last",
        ),
    ],
)
def test_nobody_else_is_named(text: str, start: str, right: str | None) -> None:
    assert named(text, start) in (right, None)
