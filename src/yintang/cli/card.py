"""`yintang card`: the reference card to print, and the check of a printed one."""

from pathlib import Path

import click

from yintang.cli.output import check_output, write_atomically
from yintang.errors import YintangError

DEFAULT = "yintang-card.pdf"
FARTHEST_BYTES = 100_000


@click.command()
@click.option(
    "--out", metavar="FILE", help=f"Write it as .pdf or .svg.  [default: {DEFAULT}]"
)  # fmt: skip
@click.option("--patches", metavar="FILE", help="Instead: check a print's measured patches (CSV).")
def card(out: str | None, patches: str | None) -> None:
    """Make the reference card, to be printed and held beside the face.

    Held in the picture, it makes colours of one visit comparable with those of another. A print
    whose patches were measured lets them be compared with other clinics' as well.
    """
    if patches is not None:
        if out is not None:
            raise YintangError("--patches checks a print; --out belongs to the card's sheet")
        click.echo(_checked(Path(patches)))
        return
    out = out or DEFAULT
    check_output(out, ".pdf", ".svg")
    from yintang.drawing.reference_card import card_pdf, draw_card  # noqa: PLC0415 - slow to import

    pdf = Path(out).suffix.lower() == ".pdf"
    write_atomically(out, card_pdf() if pdf else draw_card().encode())
    if out != "-":
        click.echo(f"wrote {out}; print it at 100 % on matt paper", err=True)


def _checked(file: Path) -> str:
    """What a print's measured patches are worth, as text."""
    from yintang.outcomes import card_design as design  # noqa: PLC0415 - slow to import

    text = _text(file)
    try:
        light = design.measured_patches(text)
    except YintangError as fault:
        raise YintangError(f"{file.name}: {fault}") from None
    apart = design.differences(design.lab_of_light(light))
    width = max(len(patch.name) for patch in design.PATCHES)
    lines = [
        f"{patch.name:<{width}}  {difference:4.1f}"
        for patch, difference in zip(design.PATCHES, apart, strict=True)
    ]
    return "\n".join(
        [
            "Difference from the design (CIELAB units):",
            *lines,
            "The print is sound: use this file wherever its photographs are measured.",
        ]
    )


def _text(file: Path) -> str:
    if file.is_dir():
        raise YintangError(f"{file}: is a folder; name a file")
    content = file.read_bytes()[:FARTHEST_BYTES]
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise YintangError(f"{file.name}: not text; save the table as CSV in UTF-8") from None
