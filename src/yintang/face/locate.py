"""Placing every facial point on a photograph: the verb the rest of the house calls.

Photograph to mesh, mesh to frame, handles read on the photograph, rules applied, and everything
turned back into pixels with its uncertainty.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from yintang.atlas.model import Atlas
from yintang.errors import YintangError
from yintang.face.constructions import HAIRLINE_RANGE_IPD, VARIANTS, mesh_handles
from yintang.face.face_map import (
    XY,
    FaceMap,
    Hairline,
    ModelFacts,
    PhotoFacts,
    Warned,
)
from yintang.face.frame import FaceFrame, face_frame
from yintang.face.gates import check_face, choose_face, hair_over, smile, warnings_for
from yintang.face.hidden import hidden_points
from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS, detect_faces, face_mesh
from yintang.face.model import FaceModel, find_model
from yintang.face.outlines import contours, laid_lines, laid_regions
from yintang.face.photo import Photo
from yintang.face.placing import (
    Handles,
    Key,
    frame_facts,
    given_hairline,
    located_handles,
    on_skin,
    placed_points,
)
from yintang.face.reference import REFERENCE_IPD_MM
from yintang.face.refine import (
    Canvas,
    Cascade,
    canvas,
    canvas_to_photo,
    photo_to_canvas,
    refine,
)

Array = NDArray[np.float64]
MEASURED_IPD_MM = (40.0, 85.0)  # from the smallest child to the widest adult (Dodgson 2004)


def locate(
    photo: Photo,
    atlas: Atlas,
    *,
    model: FaceModel | None = None,
    face: int | None = None,
    hairline: XY | None = None,
    ipd_mm: float = REFERENCE_IPD_MM,
    variants: Mapping[str, str] | None = None,
    read_photograph: bool = True,
    trained: Mapping[str, Cascade] | None = None,
) -> FaceMap:
    """Place every facial point on a photograph.

    Parameters
    ----------
    photo : the upright photograph.
    atlas : whose lines and regions are laid on the face, and whose points are accounted for.
    model : the landmark model; found by `find_model` where None.
    face : which face, 1 the largest; the largest with a warning where None.
    hairline : pixels of the middle of the hairline, where the user marked it.
    ipd_mm : the person's inter-pupillary distance, 40 to 85 mm; sets the scale.
    variants : alternative locations by code, as in `constructions.VARIANTS`.
    read_photograph : False places points by the mesh alone.
    trained : another refinement than the package's, for measuring one.

    Raises
    ------
    FaceError
        The photograph shows no face, or none that can be measured.
    YintangError
        A variant, scale or hairline that makes no sense.
    """
    chosen = dict(variants or {})
    _check_options(chosen, ipd_mm)
    model = model or find_model()
    image = Image.fromarray(photo.pixels)
    detection, warnings = choose_face(detect_faces(image, model), face)
    mesh = face_mesh(image, detection, model)
    frame = face_frame(mesh)
    check_face(mesh, frame, image)
    smiling = smile(frame.vertices)
    warnings += [Warned("photograph", note) for note in photo.notes]
    warnings += warnings_for(frame, smiling)
    picture = canvas(image, frame) if read_photograph else None
    handles = _handles(frame, picture, hairline, photo, trained)
    points, beyond = placed_points(frame, handles, chosen, ipd_mm, (photo.width, photo.height))
    if picture is not None:
        warnings += hair_over(picture, frame, points)
    eyes = tuple((float(x), float(y)) for x, y in mesh.vertices[[RIGHT_IRIS, LEFT_IRIS], :2])
    hair = frame.to_photo(on_skin(frame, handles.at["hairline", "M"][None]))[0]
    ipd_px = frame.px_per_mm * REFERENCE_IPD_MM
    return FaceMap(
        photo=PhotoFacts(photo.width, photo.height, photo.sha256),
        model=ModelFacts(model.name, model.sha256),
        width=photo.width,
        height=photo.height,
        eyes=(eyes[0], eyes[1]),
        ipd_px=ipd_px,
        mm_per_px=ipd_mm / ipd_px,
        pose=frame.pose,
        smile=smiling,
        hairline=Hairline(float(hair[0]), float(hair[1]), handles.hairline),
        warnings=(*warnings, *handles.warnings),
        points=points,
        not_visible=(*beyond, *hidden_points(atlas)),
        handles=located_handles(frame, handles),
        lines=laid_lines(frame, atlas),
        regions=laid_regions(frame, atlas),
        contours=contours(frame),
        frame=frame_facts(frame, handles, chosen),
    )


def _check_options(variants: Mapping[str, str], ipd_mm: float) -> None:
    for code, name in variants.items():
        if code not in VARIANTS:
            raise YintangError(
                f"{code} has no other location; those with one: {', '.join(VARIANTS)}"
            )
        if name not in VARIANTS[code]:
            raise YintangError(f"{code} has no location {name!r}; there is {VARIANTS[code][0]}")
    low, high = MEASURED_IPD_MM
    if not low <= ipd_mm <= high:
        raise YintangError(
            f"an inter-pupillary distance of {ipd_mm:g} mm is not plausible; "
            f"{low:g} to {high:g} mm is"
        )


def _handles(
    frame: FaceFrame,
    picture: Canvas | None,
    marked: XY | None,
    photo: Photo,
    trained: Mapping[str, Cascade] | None,
) -> Handles:
    """The mesh's handles, improved on the photograph, with the hairline the user gave or a check on
    the one that was read."""
    at = mesh_handles(frame.vertices)
    warnings: list[Warned] = []
    read: set[Key] = set()
    if picture is not None:
        found, doubtful = _read_handles(frame, picture, photo, at, trained)
        at, read = at | found, set(found)
        if doubtful:
            names = ", ".join(sorted({name.replace("_", " ") for name in doubtful}))
            say = f"the photograph could not be read at: {names}; the usual position is used"
            warnings.append(Warned("not-read", say))
    if marked is not None:
        at["hairline", "M"] = given_hairline(frame, marked, (photo.width, photo.height))
        return Handles(
            at, frozenset(read), "given", tuple(warnings), frozenset([("hairline", "M")])
        )
    seen = ("hairline", "M") in read
    if not seen:
        say = "the hairline is not seen; the average of people is used, mark it with --hairline X,Y"
        warnings.append(Warned("hairline-prior", say))
    return Handles(at, frozenset(read), "photo" if seen else "prior", tuple(warnings))


def _read_handles(
    frame: FaceFrame,
    picture: Canvas,
    photo: Photo,
    at: Mapping[Key, Array],
    trained: Mapping[str, Cascade] | None,
) -> tuple[dict[Key, Array], set[str]]:
    """Handles as read on the photograph, and the names of those whose reading was not plausible."""
    keys = list(at)
    deep = on_skin(frame, np.array([at[key] for key in keys]))
    placed = photo_to_canvas(frame.to_photo(deep), frame)
    refined = refine(picture, dict(zip(keys, placed, strict=True)), trained)
    pixels = canvas_to_photo(np.array([refined[key].xy for key in refined]), frame)
    depth = np.array([deep[keys.index(key), 2] for key in refined])
    flat = frame.from_photo(pixels, depth)
    found = {
        key: place
        for key, place, (x, y) in zip(refined, flat, pixels, strict=True)
        if refined[key].plausible and 0 <= x < photo.width and 0 <= y < photo.height
    }
    # The hairline's rule lies on the midline; the photograph tells how high.
    hair = found.pop(("hairline", "M"), None)
    middle = found.get(("glabella", "M"), at["glabella", "M"])
    if hair is not None and _plausible_hairline(middle, hair):
        found["hairline", "M"] = np.array([middle[0], hair[1]])
    doubtful = {name for name, side in refined if (name, side) not in found}
    return found, doubtful - {"hairline"}


def _plausible_hairline(glabella: Array, hairline: Array) -> bool:
    low, high = HAIRLINE_RANGE_IPD
    return bool(low <= (glabella[1] - hairline[1]) / REFERENCE_IPD_MM <= high)
