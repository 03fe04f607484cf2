"""Files that do something when a browser opens them by themselves: pictures, pages, documents."""

from __future__ import annotations

RUN = "alert(1)"
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{}>{}</svg>'
)
_PAGE = f"<!doctype html><title>x</title><script>{RUN}</script><img src=x onerror={RUN}>"
_AWAY = "https://evil.example/x"
_BODY = f"<body xmlns='http://www.w3.org/1999/xhtml' onload='{RUN}'/>"
_DOCTYPE = "<!DOCTYPE svg [<!ENTITY a {}><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
_PDF = f"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS({RUN})>>>>endobj\n"
_PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")

FILES: dict[str, bytes] = {
    name: content if isinstance(content, bytes) else content.encode()
    for name, content in {
        "script.svg": _SVG.format("", f"<script>{RUN}</script>"),
        "onload.svg": _SVG.format(f' onload="{RUN}"', "<g/>"),
        "animate.svg": _SVG.format("", f'<animate onbegin="{RUN}" attributeName="x" dur="1s"/>'),
        "foreign.svg": _SVG.format("", f"<foreignObject>{_BODY}</foreignObject>"),
        "link.svg": _SVG.format("", f'<a xlink:href="javascript:{RUN}"><text y="20">x</text></a>'),
        "remote.svg": _SVG.format("", f'<image xlink:href="{_AWAY}"/><script href="{_AWAY}"/>'),
        "style.svg": f'<?xml-stylesheet href="{_AWAY}" type="text/xsl"?>'
        + _SVG.format("", f"<style>@import '{_AWAY}';</style>"),
        "entity.svg": _DOCTYPE.format("SYSTEM 'file:///etc/passwd'")
        + _SVG.format("", "<text>&a;</text>"),
        "bomb.svg": _DOCTYPE.format("'aaaaaaaaaa'") + _SVG.format("", "<text>&b;&b;</text>"),
        "page.html": _PAGE,
        "page.htm": _PAGE,
        "page.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><script>{RUN}</script></html>',
        "page.xml": f'<x:script xmlns:x="http://www.w3.org/1999/xhtml">{RUN}</x:script>',
        "page.shtml": _PAGE,
        "page.mht": f"Content-Type: text/html\n\n{_PAGE}",
        "page.hta": _PAGE,
        "script.js": RUN,
        "style.css": "@import 'https://evil.example/x.css';",
        "really-a-page.png": _PAGE,
        "really-a-page.jpg": _PAGE,
        "really-a-page.gif": f"GIF89a/*{_PAGE}*/=1;",
        "really-a-page.webp": _PAGE,
        "really-a-page.txt": _PAGE,
        "really-a-page.csv": _PAGE,
        "really-a-page.json": _PAGE,
        "really-a-page.pdf": _PDF + _PAGE,
        "really-a-page.docx": _PAGE,
        "really-a-page.zip": _PAGE,
        "really-a-page.mp4": _PAGE,
        "really-a-page.vtt": f"WEBVTT\n\n00:00.000 --> 00:10.000\n<img src=x onerror={RUN}>",
        "really-an-svg.png": _SVG.format(f' onload="{RUN}"', ""),
        "with-a-tail.png": _PNG + _PAGE.encode(),
        "calendar.ics": "BEGIN:VCALENDAR\r\nURL:javascript:alert(1)\r\nEND:VCALENDAR\r\n",
    }.items()
}  # fmt: skip
