"""`pullquote card` and `pullquote verify`: set any words on a card, and read a card back."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.printing import show, show_json
from flows.core.card import SIZES, Card, CardOrder, Picture
from flows.core.errors import CardError
from flows.core.workspace import Workspace

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(card)
    app.command()(verify)


def card(
    *,
    text: Annotated[str, typer.Option(help="The quote, without outer quotation marks.")] = "",
    speaker: Annotated[str, typer.Option(help="Who said it.")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Where to write the image.")
    ] = None,
    role: Annotated[str | None, typer.Option(help="Who the speaker is, in a few words.")] = None,
    credit: Annotated[
        str | None, typer.Option(help="Who took the photo; drawn on the card.")
    ] = None,
    template: Annotated[str | None, typer.Option(help="Name of a design.")] = None,
    shape: Annotated[str, typer.Option("--format", help="4:5, 1:1, 16:9 or 9:16.")] = "4:5",
    photo: Annotated[Path | None, typer.Option(help="A picture you have the right to use.")] = None,
    focus: Annotated[
        str | None,
        typer.Option(
            help="Point of the photo that stays in every crop, from left and top: 0.6,0.3"
        ),
    ] = None,
    brand: Annotated[str | None, typer.Option(help="Folder of a brand.")] = None,
    language: Annotated[str, typer.Option(help="Language of the quote, for its marks.")] = "en",
    emphasis: Annotated[
        str | None, typer.Option(help="A phrase of it to set in the accent.")
    ] = None,
    context: Annotated[str | None, typer.Option(help="A line of your own above the quote.")] = None,
    kicker: Annotated[str | None, typer.Option(help="The label, instead of the brand's.")] = None,
    source: Annotated[str | None, typer.Option(help="Who published the article.")] = None,
    gallery: Annotated[
        Path | None, typer.Option(help="Write every design, format and brand on one sheet.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Set a quote on a card and write the image."""
    from flows import cards

    workspace = Workspace.open()
    if output is not None and output.suffix.lower() not in {*_TYPES, ""}:
        raise CardError(f"A card cannot be written as {output.suffix}.", "Use .png or .jpg.")
    picture = None
    if photo is not None:
        if not photo.is_file():
            raise CardError(f"There is no picture {photo}.", "Check the name.")
        picture = Picture(photo, "licensed" if credit else "own", credit or "")
        picture = replace(picture, focus=_point(focus)) if focus else picture
    chosen = cards.load_brand(workspace.brand_dir(brand or workspace.settings.desk[0].brand))
    if gallery is not None:
        if gallery.suffix.lower() not in {".jpg", ".jpeg"} or not gallery.parent.is_dir():
            raise CardError(f"The sheet cannot be written as {gallery}.", "Name a .jpg file.")
        brands = {found.name: found for found in [chosen, *cards.sample_brands()]}
        sheet = cards.gallery(list(brands.values()), own=workspace.root, picture=picture)
        _write(gallery, sheet)
        show(f"{gallery}  every design, format and brand")
        return
    for name, value in (("--text", text), ("--speaker", speaker), ("-o", output)):
        if not value:
            raise CardError(f"{name} is missing.", "See: pullquote card --help")
    sizes = {name: name for name in SIZES}
    if shape not in sizes:
        raise CardError(f"There is no format {shape!r}.", f"Use one of {', '.join(sizes)}.")
    wanted = workspace.settings.cards
    assert output is not None, "asked above"
    order = CardOrder(
        quote=_unmarked(text),
        speaker=speaker,
        role=role,
        template=template or (wanted.photo_template if picture else wanted.template),
        format=sizes[shape],
        picture=picture,
        language=language,
        source_name=source,
        kicker=kicker,
        emphasis=emphasis,
        context=context,
    )
    made = cards.render(order, chosen, own=workspace.root)
    if output.suffix.lower() in _TYPES and _TYPES[output.suffix.lower()] != made.media_type:
        wants_png = made.media_type == "image/jpeg"
        order = replace(order, lossless=wants_png, jpeg=not wants_png)
        made = cards.render(order, chosen, own=workspace.root)
    _write(output, made.data)
    _tell(output, made, as_json=as_json)


def verify(
    card_file: Annotated[Path, typer.Argument(metavar="CARD", help="A card's image file.")],
    *,
    against: Annotated[
        str | None, typer.Option(help="The article: a file, a URL, or - for stdin.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read back what a card says of itself, and whether its words still stand in the article."""
    from flows import cards

    try:
        if card_file.exists() and not card_file.is_file():
            raise CardError(f"{card_file} is no file.", "Name a card's image.")
        data = card_file.read_bytes()
    except OSError as error:
        raise CardError(f"{card_file} cannot be read ({error.strerror}).") from error
    written = cards.read_back(data)
    stands, changed = None, None
    if against is not None:
        from flows.cli.read import cleaned

        article = cleaned(against)
        stands = cards.stands_in(written.quote, article.text)
        changed = bool(written.revision) and written.revision != article.revision
    if as_json:
        show_json(
            {
                "id": written.card_id,
                "quote": written.quote,
                "speaker": written.speaker,
                "source": written.source_url or None,
                "credit": written.credit or None,
                "alt": written.alt,
                "revision": written.revision or None,
                "article_changed": changed,
                "stands": stands,
            }
        )
    else:
        show(f"“{written.quote}” — {written.speaker}")
        for name, value in (("source", written.source_url), ("credit", written.credit)):
            if value:
                show(f"{name}  {value}")
        if stands is not None:
            show(
                "The words stand in the article." if stands else "The words are NOT in the article."
            )
            if changed:
                show("The article's text has changed since the card was made.")
    if stands is False:
        raise typer.Exit(1)


def _point(given: str) -> tuple[float, float]:
    """Return "0.6,0.3" as a point. Raises CardError."""
    parts = given.split(",")
    try:
        x, y = (float(part) for part in parts)
    except ValueError:
        x = y = -1.0
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise CardError(
            f"{given!r} is no point of a photo.", "Give two numbers from 0 to 1: 0.6,0.3"
        )
    return x, y


def _unmarked(text: str) -> str:
    """Return the quote without a pair of marks around all of it: the design sets its own."""
    pairs = {"“": "”", '"': '"', "„": "“", "«": "»"}
    inner = text.strip()
    if len(inner) > 1 and pairs.get(inner[0]) == inner[-1] and inner[0] not in inner[1:-1]:
        return inner[1:-1].strip()
    return text


def _tell(output: Path, made: Card, *, as_json: bool) -> None:
    if as_json:
        show_json(
            {
                "path": str(output),
                "id": made.id,
                "width": made.width,
                "height": made.height,
                "format": made.format,
                "template": made.template,
                "alt": made.alt,
                "font_px": made.report.font_px,
                "lines": list(made.report.lines),
                "contrast": round(made.report.contrast, 2),
                "label_contrast": round(made.report.label_contrast, 2),
                "scrim_raised": made.report.scrim_raised,
            }
        )
    else:
        show(f"{output}  {made.width}×{made.height}, {len(made.data) // 1024} kB")


def _write(output: Path, data: bytes) -> None:
    try:
        output.write_bytes(data)
    except OSError as error:
        raise CardError(
            f"{output} cannot be written ({error.strerror}).", "Name another file with -o."
        ) from error
