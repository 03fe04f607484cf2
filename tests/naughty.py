"""Texts that break careless software, for tests to put into every field.

`NAUGHTY` is {what it is: the text}. All of them are text that a person could send in a form:
what the platform refuses in words before any view sees it (NUL, bytes that are not UTF-8) is in
`REFUSED`, and tests/web/test_bad_input.py sends that. `ONE_LINE` leaves out what a single-line
field would cut at a line end; `IN_HEADERS` are tries to write a header of their own into a mail
or an answer.
"""

from __future__ import annotations

MARK = "naughty-mark"  # stands in what must never be run, sent as a header or shown as markup

IN_HEADERS: dict[str, str] = {
    "a header after CRLF": f"Ruth\r\nBcc: {MARK}@example.org",
    "a header after LF": f"Ruth\nBcc: {MARK}@example.org",
    "a header after CR": f"Ruth\rBcc: {MARK}@example.org",
    "a body after an empty line": f"Ruth\r\n\r\n<b>{MARK}</b>",
    "a folded header": f"Ruth\r\n Bcc: {MARK}@example.org",
    "percent-encoded CRLF": f"Ruth%0d%0aBcc:%20{MARK}@example.org",
    "an encoded word": "=?utf-8?q?Ruth=0D=0ABcc:_naughty-mark=40example.org?=",
    "a line separator": f"Ruth\u2028Bcc: {MARK}@example.org",
    "a paragraph separator": f"Ruth\u2029Bcc: {MARK}@example.org",
    "next line": f"Ruth\x85Bcc: {MARK}@example.org",
    "vertical tab and form feed": f"Ruth\x0b\x0cBcc: {MARK}@example.org",
    "an address within the name": f'"Ruth" <{MARK}@example.org>,',
    "an unclosed quotation": '"Ruth',
    "a group of addresses": f"Team: a@example.org, {MARK}@example.org;",
    "a comment": "Ruth (the (nested) one",
    "a backslash at the end": "Ruth\\",
}

NAUGHTY: dict[str, str] = IN_HEADERS | {
    # Markup and scripts
    "a script": f"<script>alert('{MARK}')</script>",
    "a handler": f'"><img src=x onerror=alert("{MARK}")>',
    "a closed attribute": f"' autofocus onfocus='alert(\"{MARK}\")",
    "a closed textarea": f"</textarea></title><svg onload=alert('{MARK}')>",
    "an entity": "&lt;b&gt; &amp;amp; &#x3C;b&#x3E; &nbsp &copy",
    "a comment left open": "<!-- --!> <![CDATA[ x ]]> <?php echo 1 ?>",
    "a script address": f"javascript:alert('{MARK}')",
    "a link": f"[{MARK}](javascript:alert(1)) ![x](https://tracker.example/x.gif)",
    # Other languages
    "Jinja": "{{ 7 * 7 }} {% raw %} {# x #} {{ config.SECRET_KEY }}",
    "a format string": "%s %n %d %x {0} {} {name!r:>{width}} ${HOME} #{1}",
    "SQL": "Robert'); DROP TABLE user_account;--",
    "SQL's wildcards": "100%_\\",
    "a shell": "$(touch /tmp/x) `id` ; rm -rf / && | > <",
    "a formula": '=HYPERLINK("https://tracker.example","x")+cmd|\' /C calc\'!A0',
    "a formula after a tab": "\t=1+1",
    "a path": "../../../../etc/passwd%00.png ..\\..\\windows\\win.ini",
    "a reserved name": "CON NUL aux.txt",
    "JSON": '{"__proto__": {"admin": true}, "a": [}',
    "null and friends": "null undefined None NaN true 0 -1 1e999",
    # Letters
    "right to left": "שלום \u202eevil.txt\u202c مرحبا \u200f\u2066x\u2069",
    "zero width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f\u00adg",
    "only zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "only spaces of other kinds": "\u00a0\u2003\u3000\u1680\u2800\u3164",
    "emoji": "👩🏽‍🚒 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 🇬🇧 ❤️‍🔥 1️⃣",
    "combining marks": "e\u0301 é Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "many combining marks": "a" + "\u0301" * 180,
    "homoglyphs": "Аdmіnіstrаtоr раураl",  # Cyrillic letters that look Latin
    "Welsh, Irish, Polish": "Llŷr Ó Súilleabháin-Żółć",
    "case that changes length": "ﬃ ß İ ŉ ǰ",
    "Chinese, Thai, Bengali": "社区 การว่าจ้าง কমিশনিং",
    "beyond the basic plane": "𝕬𝖓𝖓𝖆 𠜎 𐍈",
    "not characters": "\ufffe\uffff\U0001fffe",
    "private use and tags": "\ue000 \U000e0041\U000e007f",
    "objects in text": "\ufff9a\ufffab\ufffb \ufffc",
    # Control characters: NUL's neighbours, escape sequences, delete
    "control characters": "a\x01b\x02c\x07d\x08e\x1bf\x1fg\x7fh",
    "a terminal sequence": "\x1b[2J\x1b]0;naughty-mark\x07",
    "C1 controls": "a\x80b\x9bc\x9f",
    "tabs and spaces": "  a \t  b \t ",
    # Length
    "a very long word": "Donaudampfschifffahrtsgesellschaft" * 5,
    "a long word without breaks": "w" * 200,
    "wide letters": "﷽" * 60,
    "many quotation marks": "'\"`´‘’“”«»" * 12,
    # Names that real people have
    "an apostrophe": "O'Brien-D’Souza",
    "one letter": "X",
    "a name that is a word of ours": "null",
    "a long real name": "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Sr. the 35th, MBE",
}

ONE_LINE: dict[str, str] = {
    what: text for what, text in NAUGHTY.items() if not set(text) & set("\r\n")
}
# A name or title that shows nothing to a person.
SHOWS_NOTHING: dict[str, str] = {
    what: NAUGHTY[what] for what in ("only zero width", "only spaces of other kinds")
}
REFUSED: dict[str, bytes] = {
    "NUL": b"a%00b",
    "a byte that is not UTF-8": b"%E9",
    "an overlong slash": b"%C0%AF",
    "half a surrogate pair": b"%ED%A0%80",
    "cut short": b"%E2%82",
}

# --- Names of people -------------------------------------------------------------------------

# A name in which nobody sees anything, whoever types it wherever.
UNSEEN_NAMES: dict[str, str] = {
    "a blank Braille cell": "\u2800",
    "a Hangul filler": "\u3164",
    "other Hangul fillers": "\u115f\u1160\uffa0",
    "zero-width letters": "\u200b\u200c\u200d\u2060\ufeff\u00ad",
    "combining marks": "\u0301\u0308",
    "tags": "\U000e0001\U000e0041\U000e007f",
    "turns of direction": "\u202e\u202c\u2066\u2069\u200f",
    "variation selectors": "\ufe0f\U000e0100\u180b",
    "control characters": "\x01\x02\x1b",
    "what is no character": "\ufdd0\uffff",
} | {what: NAUGHTY[what] for what in SHOWS_NOTHING}
# {what: (as typed, as kept)}
CLEANED_NAMES: dict[str, tuple[str, str]] = {
    "a direction override": ("Ann\u202eevil", "Annevil"),
    "an isolate and a mark": ("\u2067Ann\u2069\u200f Lee\u061c", "Ann Lee"),
    "a line end": ("Ann\nBcc: x", "Ann Bcc: x"),
    "CR and LF": ("Ann\r\nBcc: x", "Ann Bcc: x"),
    "a line separator": ("Ann\u2028Bcc: x", "Ann Bcc: x"),
    "next line": ("Ann\x85Lee", "Ann Lee"),
    "control characters inside": ("Ann\x07 \x1bLee\x7f", "Ann Lee"),
    "zero width inside": ("\ufeffA\u200bn\u2060n\u00ad", "Ann"),
    "joiners between Latin letters": ("A\u200dn\u200cn", "Ann"),
    "joiners between Hangul": ("\uae40\u200d\ubbfc\u200c\uc900", "\uae40\ubbfc\uc900"),
    "blanks inside": ("Ann\u2800\u3164Lee", "Ann Lee"),
    "an invisible mark": ("A\u034fnn", "Ann"),
    "a selector after a Latin letter": ("Ann\ufe0f\U000e0101", "Ann"),
    "tags at the end": ("Ann\U000e0041\U000e007f", "Ann"),
    "annotations": ("\ufff9Ann\ufffaLee\ufffb", "AnnLee"),
    "many spaces": ("  Ann \t\u00a0\u3000 Lee ", "Ann Lee"),
    "decomposed": ("Zoe\u0308 D\u0151ry", "Zo\xeb D\u0151ry"),
    "decomposed Hangul": ("\u1100\u1175\u11b7", "\uae40"),
    "decomposed, with something between": ("Zoe\u200b\u0308", "Zo\xeb"),
}
TOO_LONG_NAMES: dict[str, str] = {
    "10,000 letters": "x" * 10_000,
    "10,000 invisible letters": "Ann" + "\u200b" * 10_000,
    "10,000 marks": "e" + "\u0301\u0323" * 5_000,
    "201 letters": "y" * 201,
}
# Nothing may be changed of these.
REAL_NAMES: dict[str, str] = {
    "Arabic": "محمد عبد الله الفاتح",
    "Persian, with ZWNJ": "علی\u200cرضا شاه\u200cحسینی",
    "Hebrew": "יוסף בן־דוד",
    "Hebrew, with points": "שָׂרָה",
    "Hindi": "अनुष्का श्रीवास्तव",
    "Hindi, with ZWJ": "क्\u200dषमा",
    "Nepali, with ZWNJ": "श्रीमान्\u200cको",
    "Bengali, with ZWJ before the sign": "র\u200d্যাচেল",
    "Malayalam, with ZWJ at the end": "രാജന്\u200d",
    "Sinhala, with ZWJ": "ශ්\u200dරී",
    "Korean": "김민준",
    "Japanese, with a variant": "葛\U000e0100城 はなこ",
    "Chinese, beyond the basic plane": "𠜎 社区",
    "Mongolian, with a vowel separator": "ᠰᠠᠷᠠ\u180eᠠ",
    "Vietnamese": "Nguyễn Thị Minh Khai",
    "Thai": "สมชาย",
    "Georgian": "ქეთევან",
    "Welsh and Irish": "Siân Llŷr Ó Súilleabháin",
    "punctuation": "Anne-Marie O’Brien-D'Souza, Jr.",
    "emoji": "Kim 👩🏽\u200d🚒 ❤\ufe0f\u200d🔥 👨\u200d👩\u200d👧",
    "200 letters": "z" * 200,
}
