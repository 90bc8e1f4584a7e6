"""Photos and scans: judged by content, turned upright, shrunk, freed of hidden data."""

import io

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from core import uploads
from core.errors import DomainError
from core.files import PDF
from tests.factories.uploads import pdf, photo


def refusal_of(content, name="现场.jpg"):
    with pytest.raises(DomainError) as caught:
        uploads.check(content, name)
    return caught.value


def opened(content):
    return Image.open(io.BytesIO(content))


def with_place(width=400, height=200, orientation=6):
    """A photo that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "某牌手机"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (IFDRational(26), IFDRational(34), IFDRational(0))
    return photo(width, height, exif=exif)


def test_a_photo_is_turned_upright_and_keeps_no_place():
    sent = with_place()
    assert opened(sent).getexif().get_ifd(0x8825)  # it was there
    kept = uploads.check(sent, "现场.jpg")
    assert (kept.kind, kept.content_type, kept.name) == ("photo", "image/jpeg", "现场.jpg")
    assert opened(kept.content).size == (200, 400)
    assert dict(opened(kept.content).getexif()) == {}
    assert b"Exif" not in kept.content
    assert "某牌手机".encode() not in kept.content


def test_a_large_photo_is_shrunk_and_gets_a_preview():
    kept = uploads.check(photo(4000, 3000), "IMG_0001.JPG")
    assert opened(kept.content).size == (2000, 1500)
    assert opened(kept.preview).size == (480, 360)


@pytest.mark.parametrize("style", ["PNG", "WEBP"])
def test_other_pictures_become_jpeg_on_white(style):
    out = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(out, style)
    kept = uploads.check(out.getvalue(), "签到表.png")
    assert (kept.name, opened(kept.content).format) == ("签到表.jpg", "JPEG")
    assert opened(kept.content).getpixel((5, 5)) == (255, 255, 255)


def test_what_hides_behind_a_picture_is_gone():
    kept = uploads.check(photo(60, 40) + b"PK\x03\x04<script>alert(1)</script>", "a.jpg")
    assert b"script" not in kept.content


def test_a_pdf_is_kept_as_it_is():
    content = pdf()
    kept = uploads.check(content, "扫描件")
    assert (kept.kind, kept.content_type, kept.name, kept.content) == ("document", PDF, "扫描件.pdf", content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_unknown"),
        (b"<html><script>alert(1)</script>%PDF-1.7 %%EOF", "file_unknown"),
        (b"GIF89a" + b"\0" * 50, "file_unknown"),
        (b"\xff\xd8\xff\xe0 this is no picture", "file_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 90, "file_broken"),
        (b"%PDF-1.7 cut off in the middle", "file_broken"),
        (b"%PDF-1.7\nnothing of a document\n%%EOF", "file_broken"),
    ],
)
def test_what_is_no_photo_is_refused_by_name(content, code):
    refusal = refusal_of(content)
    assert refusal.code == code
    assert "现场.jpg" in refusal.message


def test_a_photo_cut_in_half_is_refused():
    whole = photo(800, 600)
    assert refusal_of(whole[: len(whole) // 2]).code == "file_broken"


def test_a_pdf_cut_in_half_is_refused():
    whole = pdf()
    assert refusal_of(whole[: len(whole) // 2], "报告.pdf").code == "file_broken"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn():
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert refusal_of(out.getvalue(), "大图.png").code == "file_too_complex"


def test_a_file_of_too_many_bytes_is_refused():
    assert refusal_of(b"\xff\xd8\xff" + b"\0" * uploads.MAX_BYTES).code == "file_too_large"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\照片\\会场.jpg", "会场.jpg"),
        ("../../etc/passwd", "passwd"),
        ("会\u202egpj.exe", "会gpj.exe"),
        ('a"<b>\r\n.pdf', "ab.pdf"),
        ("", "未命名"),
        (" . ", "未命名"),
    ],
)
def test_a_name_is_only_a_name(sent, kept):
    assert uploads.clean_name(sent) == kept
