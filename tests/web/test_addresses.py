"""Every form that takes a mail address takes what is one, and refuses in words what is none."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField

from cohort.kernel.email_address import read_address
from cohort.web.forms import AnAddress
from tests.addresses import BAD, GOOD
from tests.client import Browser
from tests.world import World

WORDS = "Enter an email address like name@example.org"


class OneField(Form):
    """A form of one address."""

    email = StringField(validators=[AnAddress()])


@pytest.mark.parametrize("address", GOOD)
def test_what_people_have_is_taken_and_kept_in_lower_case(address: str) -> None:
    form = OneField(MultiDict({"email": address}))
    assert form.validate(), form.errors
    assert read_address(f"  {address} ") == read_address(address).lower()


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_an_address_is_refused_in_words(what: str) -> None:
    form = OneField(MultiDict({"email": BAD[what]}))
    assert not form.validate(), f"{what}: {BAD[what]!r} was taken"
    assert form.errors == {"email": [WORDS]}


@pytest.mark.parametrize("form", ["interest", "complaint"])
def test_a_form_for_everyone_says_so_beside_the_field_and_keeps_what_was_typed(
    world: World, browser: Browser, form: str
) -> None:
    programme = world.programme()
    path = {
        "interest": f"/programmes/{programme}/interest",
        "complaint": "/data-protection/complaint",
    }[form]
    taken: list[Any] = []
    for address in BAD.values():
        page = browser.submit(path, name="Ruth", email=address, about="It", wanted="That")
        assert page.status == 422, address
        if WORDS not in page.errors():
            taken.append((address, page.errors()))
        kept = page.tree.xpath("//input[@name='email']/@value")
        assert kept == [" ".join(address.split("\n")).strip()] or address.strip() in kept[0]
    assert not taken
