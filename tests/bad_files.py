"""Files that no estimator should have and every estimator gets: damaged, hostile, absurd.

Every function returns bytes, so that nothing damaged lies about in the repository.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable

import pymupdf

from tests.drawings import pdf_of, sheet


def raw_pdf(*objects: bytes) -> bytes:
    """Return a PDF with these objects, numbered from 1, as they are; the first is the catalog."""
    body, offsets = io.BytesIO(), []
    body.write(b"%PDF-1.7\n")
    for number, content in enumerate(objects, start=1):
        offsets.append(body.tell())
        body.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")
    start = body.tell()
    body.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    body.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    body.write(b"trailer<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1))
    body.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return body.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def deflated(content: bytes, entries: bytes = b"") -> bytes:
    """Return a compressed stream object."""
    return stream(zlib.compress(content, 9), entries + b"/Filter/FlateDecode")


def one_page(
    contents: bytes | None,
    *others: bytes,
    media_box: bytes = b"[0 0 612 396]",
    resources: bytes = b"<<>>",
    extra: bytes = b"",
) -> bytes:
    """Return a PDF of one page; `contents` is object 4, the others follow."""
    reference = b"/Contents 4 0 R" if contents is not None else b""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox %s/Resources %s%s%s>>" % (
        media_box,
        resources,
        reference,
        extra,
    )
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        contents if contents is not None else b"null",
        *others,
    )


def good(*numbers: str) -> bytes:
    """Return a sound set with one sheet for each number."""
    return pdf_of(*(sheet(number) for number in numbers))


def with_broken_page(broken_index: int, *numbers: str) -> bytes:
    """Return a set in which one page's object is gone."""
    with pymupdf.open(stream=good(*numbers)) as document:
        document.update_object(document[broken_index].xref, "null")
        return bytes(document.tobytes())


def with_replaced_contents(
    page_index: int, parts: Iterable[tuple[bytes, int]], *numbers: str
) -> bytes:
    """Return a set in which one page draws something else: parts, each repeated so many times."""
    with pymupdf.open(stream=good(*numbers)) as document:
        page = document[page_index]
        xref = page.get_contents()[0]
        page.set_contents(xref)
        document.update_stream(xref, repeated(*parts), compress=False)
        document.xref_set_key(xref, "Filter", "/FlateDecode")
        return bytes(document.tobytes(deflate=True))


def slow_sheet(number: str, dashed_lines: int) -> bytes:
    """Return a sheet that takes long to draw: 5,000 lines of dashes take 1.6 CPU s to read."""
    with pymupdf.open(stream=good(number)) as document:
        xref = document[0].get_contents()[0]
        lines = (
            b"%d 60 m %d 380 l S" % (40 + i % 400, 41 + i * 7 % 400) for i in range(dashed_lines)
        )
        dashes = b"\n".join((b"", b"0.1 w [1 1] 0 d", *lines))
        document.update_stream(xref, document.xref_stream(xref) + dashes)
        return bytes(document.tobytes(deflate=True))


def joined(*sets: bytes) -> bytes:
    """Return one PDF with the pages of all."""
    with pymupdf.open() as whole:
        for data in sets:
            with pymupdf.open(stream=data, filetype="pdf") as part:
                whole.insert_pdf(part)
        return bytes(whole.tobytes())


def encrypted(*, user: str, owner: str = "owner") -> bytes:
    """Return a set that is encrypted; without a user password anybody may read it."""
    with pymupdf.open(stream=good("A-1")) as document:
        return bytes(
            document.tobytes(
                encryption=pymupdf.mupdf.PDF_ENCRYPT_AES_256,
                user_pw=user,
                owner_pw=owner,
                permissions=0,
            )
        )


def without_pages() -> bytes:
    """Return a sound PDF whose page tree is empty."""
    return raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")


def page_tree_cycle() -> bytes:
    """Return a PDF whose page tree holds itself."""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>"
    )


def lying_page_count(count: int) -> bytes:
    """Return a PDF of one page that says it has `count`."""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 396]>>",
    )


def sized(media_box: bytes, extra: bytes = b"") -> bytes:
    """Return a sheet with a diagonal line and any MediaBox."""
    return one_page(stream(b"1 w 10 10 m 600 380 l S"), media_box=media_box, extra=extra)


def form_that_draws_itself() -> bytes:
    """Return a page with a form that draws itself."""
    form = stream(
        b"10 10 m 600 380 l S /F Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 612 396]/Resources<</XObject<</F 5 0 R>>>>",
    )
    return one_page(stream(b"/F Do"), form, resources=b"<</XObject<</F 5 0 R>>>>")


def pushed_states(count: int) -> bytes:
    """Return a page that saves the graphics state `count` times and never restores it."""
    return one_page(deflated(b"q " * count + b"10 10 m 600 380 l S"))


def image_page(data: bytes, entries: bytes) -> bytes:
    """Return a page that is filled by one image."""
    image = stream(data, b"/Type/XObject/Subtype/Image" + entries)
    return one_page(
        stream(b"612 0 0 396 0 0 cm /I Do"), image, resources=b"<</XObject<</I 5 0 R>>>>"
    )


def damaged_image(filter_name: bytes) -> bytes:
    """Return a page whose image is garbage in the named encoding."""
    return image_page(
        b"\x00\x01garbage" * 50,
        b"/Width 1000/Height 1000/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/%s" % filter_name,
    )


def repeated(*parts: tuple[bytes, int]) -> bytes:
    """Return parts, each repeated so many times, as zlib compresses them; each is packed once."""
    packed, adler = [b"\x78\xda"], 1
    for part, count in parts:
        packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
        once = packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
        packed.append(once * count)
        adler = _adler_of_repeated(adler, part, count)
    return b"".join(
        [*packed, zlib.compressobj(wbits=-zlib.MAX_WBITS).flush(), struct.pack(">I", adler)]
    )


def _adler_of_repeated(adler: int, part: bytes, count: int) -> int:
    """Return the checksum of what has `adler` and is followed by a part, `count` times."""
    base, of_part = 65521, zlib.adler32(part)
    grows, adds = (of_part & 0xFFFF) - 1, (of_part >> 16) - len(part)
    low, high = adler & 0xFFFF, adler >> 16
    for _ in range(count):
        low, high = (low + grows) % base, (high + len(part) * low + adds) % base
    return high << 16 | low


def zeros(count: int) -> tuple[tuple[bytes, int], tuple[bytes, int]]:
    """Return `count` zero bytes in parts."""
    return (bytes(1 << 20), count >> 20), (bytes(count & ((1 << 20) - 1)), 1)


def inline_image_operators(side_px: int) -> tuple[tuple[bytes, int], ...]:
    """Return, in parts, a content stream that holds a huge black image itself."""
    head = b"q 612 0 0 396 0 0 cm BI /W %d /H %d /CS /G /BPC 8 ID " % (side_px, side_px)
    return (head, 1), *zeros(side_px * side_px), (b" EI Q", 1)


def png(width_px: int, height_px: int, *, bit_depth: int = 8, rows: bytes | None = None) -> bytes:
    """Return a gray PNG, all black unless rows are given; huge ones take a few kilobytes."""
    stride = (width_px * bit_depth + 7) // 8 + 1
    data = zlib.compress(rows, 9) if rows is not None else repeated(*zeros(stride * height_px))
    header = struct.pack(">IIBBBBB", width_px, height_px, bit_depth, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def tiff(pages: Iterable[tuple[bytes, dict[int, tuple[int, int]]]]) -> bytes:
    """Return a TIFF: for each page its strip and its tags {tag: (type, value)}."""
    out = io.BytesIO(b"II*\x00\x00\x00\x00\x00")
    out.seek(0, io.SEEK_END)
    link = 4
    for strip, tags in pages:
        strip_at = out.tell()
        out.write(strip + b"\0" * (len(strip) % 2))
        directory = out.tell()
        entries = {**tags, 273: (4, strip_at), 279: (4, len(strip))}
        out.write(struct.pack("<H", len(entries)))
        for tag in sorted(entries):
            kind, value = entries[tag]
            out.write(struct.pack("<HHII", tag, kind, 1, value))
        next_link = out.tell()
        out.write(struct.pack("<I", 0))
        end = out.tell()
        out.seek(link)
        out.write(struct.pack("<I", directory))
        out.seek(end)
        link = next_link
    return out.getvalue()


def gray_tiff_tags(
    width_px: int, height_px: int, *, bits: int = 8, compression: int = 1
) -> dict[int, tuple[int, int]]:
    """Return the tags of a gray TIFF page without resolution."""
    return {
        256: (4, width_px),
        257: (4, height_px),
        258: (3, bits),
        259: (3, compression),
        262: (3, 1 if bits > 1 else 0),
        277: (3, 1),
        278: (4, height_px),
    }


def long_layered_set(sheet_indices: Iterable[int]) -> bytes:
    """Return a set of tiny sheets, numbered by index, with a layer shown and one switched off."""
    with pymupdf.open() as document:
        shown = document.add_ocg("walls", on=True)
        hidden = document.add_ocg("grid", on=False)
        for index in sheet_indices:
            page = document.new_page(width=180, height=120)
            page.draw_rect(pymupdf.Rect(4, 4, 176, 116))
            page.insert_text((10, 60), f"NOTE {index * 7919 % 1000}", fontsize=5, oc=shown)
            page.insert_text((10, 80), "GRID", oc=hidden)
            page.insert_text((130, 98), "SHEET NO.", fontsize=4)
            page.insert_text((130, 110), f"A-{index + 1:04d}", fontsize=9)
        return bytes(document.tobytes())
