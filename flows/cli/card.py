"""`pullquote card`: set any words a person gives on a card."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.printing import show, show_json
from flows.core.card import SIZES, CardOrder, Picture
from flows.core.errors import CardError
from flows.core.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(card)


def card(
    *,
    text: Annotated[str, typer.Option(help="The quote, without outer quotation marks.")],
    speaker: Annotated[str, typer.Option(help="Who said it.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write the image.")],
    role: Annotated[str | None, typer.Option(help="Who the speaker is, in a few words.")] = None,
    credit: Annotated[
        str | None, typer.Option(help="Who took the photo; drawn on the card.")
    ] = None,
    template: Annotated[str | None, typer.Option(help="Name of a design.")] = None,
    shape: Annotated[str, typer.Option("--format", help="4:5, 1:1, 16:9 or 9:16.")] = "4:5",
    photo: Annotated[Path | None, typer.Option(help="A picture you have the right to use.")] = None,
    brand: Annotated[str | None, typer.Option(help="Folder of a brand.")] = None,
    language: Annotated[str, typer.Option(help="Language of the quote, for its marks.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print what was made as JSON.")] = False,
) -> None:
    """Set a quote on a card and write the image."""
    from flows import cards

    workspace = Workspace.open()
    sizes = {name: name for name in SIZES}
    if shape not in sizes:
        raise CardError(f"There is no format {shape!r}.", f"Use one of {', '.join(sizes)}.")
    picture = None
    if photo is not None:
        picture = Picture(photo, "licensed" if credit else "own", credit or "")
    chosen = workspace.settings.cards
    made = cards.render(
        CardOrder(
            quote=text,
            speaker=speaker,
            role=role,
            template=template or (chosen.photo_template if picture else chosen.template),
            format=sizes[shape],
            picture=picture,
            language=language,
        ),
        cards.load_brand(workspace.brand_dir(brand or workspace.settings.desk[0].brand)),
        own=workspace.root,
    )
    _write(output, made.data)
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
