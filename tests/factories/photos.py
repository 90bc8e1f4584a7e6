"""What an office does to paper before it comes back: turned, photographed askew, in the shade, badly pressed.

Each of ``CONDITIONS`` takes an upright page (RGB) and a ``random.Random`` and returns the picture
(RGB) as a scanner or a telephone would make it; ``as_jpeg`` presses it. With Pillow alone.
"""

import io
import random

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

DESK = (92, 84, 76)
QUALITIES = (40, 50, 60)


def turned(page, rng):
    """Fed into the scanner the wrong way."""
    return page.transpose(
        rng.choice([Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
    )


def tilted(page, rng, most=7):
    """Laid on the glass or the desk a little askew."""
    return page.rotate(rng.uniform(-most, most), Image.Resampling.BICUBIC, expand=True, fillcolor=DESK)


def slanted(page, rng, most=0.09):
    """Photographed from the side: a trapezium on the desk."""
    width, height = page.size
    margin = int(width * 0.12)
    table = Image.new("RGB", (width + 2 * margin, height + 2 * margin), DESK)
    table.paste(page, (margin, margin))
    corners = [(0, 0), (0, table.height), (table.width, table.height), (table.width, 0)]
    quad = []
    for x, y in corners:  # the corners of the source that land in the corners of the picture
        inward = (table.width * rng.uniform(0, most), table.height * rng.uniform(0, most))
        quad += [inward[0] if x == 0 else x - inward[0], inward[1] if y == 0 else y - inward[1]]
    return table.transform(
        table.size, Image.Transform.PERSPECTIVE, _perspective(quad, corners), Image.Resampling.BICUBIC
    )


def _perspective(quad, corners):
    """The eight numbers by which ``corners`` of the picture are taken from ``quad`` of the source (Gauss, 8 × 8)."""
    rows = []
    for place, (x, y) in enumerate(corners):
        u, v = quad[2 * place], quad[2 * place + 1]
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]]
    for column in range(8):
        best = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[best] = rows[best], rows[column]
        pivot = rows[column][column]
        rows[column] = [value / pivot for value in rows[column]]
        for row in range(8):
            if row != column:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[8] for row in rows]


def blurred(page, rng):
    """Out of focus, or a hand that shook."""
    return page.filter(ImageFilter.GaussianBlur(page.width / 1654 * rng.uniform(1.0, 2.0)))


def shaded(page, rng):
    """One's own shadow over the page: dark at one side, with a hard edge somewhere."""
    ramp = Image.linear_gradient("L").rotate(rng.choice([0, 90, 180, 270])).resize(page.size)
    light = ramp.point([round(70 + 185 * level / 255) for level in range(256)])
    shadow = Image.new("L", page.size, 255)
    edge = int(page.width * rng.uniform(0.3, 0.8))
    shadow.paste(round(255 * rng.uniform(0.45, 0.7)), (edge, 0, page.width, page.height))
    shadow = shadow.filter(ImageFilter.GaussianBlur(page.width / 100))
    return ImageChops.multiply(page, Image.merge("RGB", [ImageChops.multiply(light, shadow)] * 3))


def dark(page, rng):
    """Photographed in the evening."""
    dimmed = ImageEnhance.Brightness(page).enhance(rng.uniform(0.22, 0.4))
    return ImageEnhance.Contrast(dimmed).enhance(rng.uniform(0.5, 0.75))


def noisy(page, rng):
    """A cheap sensor in poor light."""
    grain = Image.effect_noise(page.size, rng.uniform(45, 75))
    return Image.blend(page, Image.merge("RGB", [grain] * 3), rng.uniform(0.25, 0.4))


def small(page, rng):
    """The page far away in the picture, or a low resolution."""
    factor = rng.uniform(0.45, 0.6)
    return page.resize((round(page.width * factor), round(page.height * factor)), Image.Resampling.BILINEAR)


def everything(page, rng):
    """A bad photo: all of it at once, each a little less."""
    picture = slanted(tilted(page, rng, 5), rng, 0.06)
    picture = picture.transpose(Image.Transpose.ROTATE_90) if rng.random() < 0.5 else picture
    picture = picture.filter(ImageFilter.GaussianBlur(page.width / 1654 * rng.uniform(0.6, 1.1)))
    return noisy(shaded(picture, rng), rng)


def untouched(page, rng):
    return page


CONDITIONS = {
    "如实扫描": untouched, "转 90°/180°/270°": turned, "歪斜 ±7°": tilted, "斜拍（透视）": slanted, "失焦": blurred,
    "阴影": shaded, "昏暗": dark, "噪点": noisy, "缩小（约 75–100 dpi）": small, "以上兼有": everything,
}  # fmt: skip


def as_jpeg(picture, rng=None):
    """Pressed as telephones and chat programs do."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=(rng or random.Random(1)).choice(QUALITIES))
    return out.getvalue()
