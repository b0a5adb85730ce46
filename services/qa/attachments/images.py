"""Pictures: made anew from their pixels, so that nothing else of the file is left.

Gone are EXIF with the place and the camera, comments, hidden data behind the picture; the
orientation that EXIF told of is applied first.
"""

import io
import warnings

from PIL import Image, ImageOps

from services.qa.attachments.checks import Reason, refusal

_FORMATS = {"jpg": "JPEG", "png": "PNG"}
_KEPT_MODES = {"jpg": {"L", "RGB"}, "png": {"1", "L", "LA", "P", "RGB", "RGBA"}}
_LONGEST_SIDE = 30_000
_QUALITY = 88


def clean_image(data: bytes, kind: str, most_pixels: int) -> bytes:
    """Return a picture of kind `jpg` or `png` made anew; raises `FileRefused`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _made_anew(data, kind, most_pixels)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(most_pixels) from error
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError) as error:
        # What Pillow raises for files that are cut off or made wrong on purpose.
        raise refusal(Reason.DAMAGED, "The picture cannot be read.") from error


def _made_anew(data: bytes, kind: str, most_pixels: int) -> bytes:
    with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as image:
        width, height = image.size  # from the head of the file, nothing is unpacked yet
        if width * height > most_pixels or max(width, height) > _LONGEST_SIDE:
            raise _too_large(most_pixels)
        image.load()
        upright = ImageOps.exif_transpose(image)
    clean = _in_plain_mode(upright, kind)
    transparency = clean.info.get("transparency") if clean.mode == "P" else None
    clean.info = {} if transparency is None else {"transparency": transparency}
    made = io.BytesIO()
    options = {"quality": _QUALITY} if kind == "jpg" else {}
    clean.save(made, _FORMATS[kind], **options)
    return made.getvalue()


def _in_plain_mode(image: Image.Image, kind: str) -> Image.Image:
    """Return the picture in a mode its kind keeps: eight bits a colour, no print colours."""
    if image.mode in _KEPT_MODES[kind]:
        return image
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda level: level / 256).convert("L")
    return image.convert("RGB")


def _too_large(most_pixels: int) -> Exception:
    detail = "The picture has too many pixels."
    return refusal(Reason.TOO_LARGE_INSIDE, detail, limit_pixels=most_pixels)
