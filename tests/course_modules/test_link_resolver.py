"""Stored addresses become real ones, and nothing is asked of other sites."""

from __future__ import annotations

from cohort.course_modules.link_resolver import Places, apart, fill_addresses


def place_of(place: str) -> str | None:
    return None if "closed" in place else f"/real/{place}"


def test_addresses_become_real_ones() -> None:
    html = '<a href="course:page/a/b#s-c">x</a> <img src="course:asset/a%20b.png" alt="y">'
    assert fill_addresses(html, place_of) == (
        '<a href="/real/page/a/b#s-c">x</a> <img src="/real/asset/a%20b.png" alt="y">'
    )


def test_a_link_to_what_the_reader_cannot_reach_is_words() -> None:
    assert "href" not in fill_addresses('<a href="course:page/closed/b">x</a>', place_of)


def test_a_picture_on_another_site_gives_way_to_its_words() -> None:
    html = '<p><img src="https://a.example/x.png" alt="<b> &amp; c" title="t"> <img src="//b"></p>'
    assert fill_addresses(html, place_of) == "<p><em>&lt;b&gt; &amp; c</em> </p>"


PLACES = Places(
    lambda address: f"/here/{address}" if "open" in address else None,
    lambda address: "opens Friday" if address.startswith("page/") else None,
)


def test_a_link_leads_to_its_real_place() -> None:
    html = '<p><a href="course:page/open/one#s-x" rel="noopener">Words</a></p>'
    assert PLACES.fill(html) == '<p><a href="/here/page/open/one#s-x" rel="noopener">Words</a></p>'


def test_a_link_to_what_is_locked_keeps_its_words_and_says_when() -> None:
    html = 'See <a href="course:page/later/one"><em>the next</em> one</a>.'
    assert PLACES.fill(html) == "See <em>the next</em> one (opens Friday)."
    assert PLACES.fill('<a href="course:asset/gone.pdf">It</a>') == "<a>It</a>"


def test_what_only_looks_like_an_address_is_left_as_its_author_wrote_it() -> None:
    code = '<p><code>&lt;a href="course:page/open/x"&gt;</code> href="course:page/open/x"</p>'
    assert PLACES.fill(code) == code
    title = '<a title="a > b &quot; href=" href="course:page/open/x">x</a>'
    assert PLACES.fill(title) == '<a title="a > b &quot; href=" href="/here/page/open/x">x</a>'


def test_nothing_in_an_attribute_gets_out_of_it_when_a_link_is_taken_away() -> None:
    title = '<a href="course:page/later/x" title="> <img src=x onerror=alert(1)>">words</a>'
    assert PLACES.fill(title) == "words (opens Friday)"


def test_pages_in_one_document_keep_their_places_apart() -> None:
    html = (
        '<h2 id="s-why">Why id="x"</h2><a class="footnote-ref" href="#fn1">1</a>'
        '<a href="/x#s-why">x</a>'
    )
    assert apart(html, "p1") == (
        '<h2 id="p1-s-why">Why id="x"</h2><a class="footnote-ref" href="#p1-fn1">1</a>'
        '<a href="/x#s-why">x</a>'
    )
