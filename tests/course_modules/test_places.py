"""Stored addresses become real ones, and nothing is asked of other sites."""

from __future__ import annotations

from cohort.course_modules.places import fill_addresses


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
