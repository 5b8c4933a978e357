"""Our own words inside the file: credit, source, quote, speaker, identity, alt text."""

import re

from flows.core.card import CardOrder

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
NAMESPACE = "https://pullquote.example/ns/1.0/"
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about=""'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    ' xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"'
    f' xmlns:pullquote="{NAMESPACE}">'
    "{body}</rdf:Description></rdf:RDF></x:xmpmeta>\n"
    '<?xpacket end="r"?>'
)


def packet(order: CardOrder, card_id: str, alt: str, house: str) -> bytes:
    """Return the XMP packet of a card, UTF-8, without any time in it."""
    credit = order.picture.credit if order.picture else ""
    body = "".join(
        (
            _plain("photoshop:Credit", credit),
            _plain("dc:source", order.source_url or ""),
            _sequence("dc:creator", house),
            _language("dc:description", order.quote),
            _language("Iptc4xmpCore:AltTextAccessibility", alt),
            _plain("pullquote:quote", order.quote),
            _plain("pullquote:speaker", order.speaker),
            _plain("pullquote:sourceName", order.source_name or ""),
            _plain("pullquote:revision", order.revision or ""),
            _plain("pullquote:language", order.language),
            _plain("pullquote:card", card_id),
        )
    )
    return _PACKET.replace("{body}", body).encode()


def _clean(text: str) -> str:
    """Escape, and drop what XML 1.0 cannot hold."""
    return _UNFIT.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(name: str, text: str) -> str:
    return f"<{name}>{_clean(text)}</{name}>" if text else ""


def _language(name: str, text: str) -> str:
    inner = f'<rdf:Alt><rdf:li xml:lang="x-default">{_clean(text)}</rdf:li></rdf:Alt>'
    return f"<{name}>{inner}</{name}>" if text else ""


def _sequence(name: str, text: str) -> str:
    inner = f"<rdf:Seq><rdf:li>{_clean(text)}</rdf:li></rdf:Seq>"
    return f"<{name}>{inner}</{name}>" if text else ""
