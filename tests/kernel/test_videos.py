"""Where a film is watched, and what may show it in the page."""

from __future__ import annotations

import pytest

from cohort.kernel.videos import video_at

YOUTUBE = "https://www.youtube-nocookie.com/embed/"


@pytest.mark.parametrize(
    ("address", "embed"),
    [
        ("https://www.youtube.com/watch?v=abc123XYZ_0", f"{YOUTUBE}abc123XYZ_0?autoplay=1&rel=0"),
        ("https://youtu.be/abc123XYZ_0?t=90s", f"{YOUTUBE}abc123XYZ_0?autoplay=1&rel=0&start=90"),
        ("http://m.youtube.com/shorts/abc123XYZ_0", f"{YOUTUBE}abc123XYZ_0?autoplay=1&rel=0"),
        ("https://www.youtube.com/embed/abc123XYZ_0", f"{YOUTUBE}abc123XYZ_0?autoplay=1&rel=0"),
        ("https://www.youtube.com/playlist?list=x", ""),
        ('https://youtu.be/x"><script>', ""),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"),
        (
            "https://vimeo.com/76979871/0abcdef12",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1&h=0abcdef12",
        ),
        ("https://vimeo.com/about", ""),
        ("https://film.example.org/a.mp4", ""),
        ("https://youtube.com.evil.example/watch?v=abc123XYZ_0", ""),
    ],
)
def test_only_two_hosts_may_show_a_film_in_the_page(address: str, embed: str) -> None:
    film = video_at(address)
    assert film is not None
    assert (film.watch, film.embed, film.is_file) == (address, embed, False)
    assert film.embed.startswith(film.origin)


def test_a_file_of_our_own_is_played_by_the_page() -> None:
    film = video_at("/cohorts/a/modules/files/m/talk.mp4")
    assert film is not None
    assert (film.is_file, film.provider) == (True, "")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example/x",
        "https://",
        "http://[::1",
        "x",
    ],
)
def test_what_is_no_address_is_not_linked_to(address: str) -> None:
    assert video_at(address) is None
