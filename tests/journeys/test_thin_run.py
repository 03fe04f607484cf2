"""The first thin run through it all, over HTTP."""

from __future__ import annotations

from cohort.access.actor import Role
from tests.client import Browser
from tests.world import World


def test_participant_reads_writes_posts_and_marks_done(world: World) -> None:
    slug = world.programme()
    cohort = world.cohort(slug)
    world.modules(slug)
    participant, facilitator = world.person("Amira Okafor"), world.person("Ruth Llewelyn")
    world.join(participant, cohort)
    world.join(facilitator, cohort, Role.FACILITATOR)

    amira = world.browser(participant)
    home = amira.get(f"/cohorts/{cohort}")
    assert home.h1 == "What now?"
    assert "Module number 1" in home.text

    page = amira.get(f"/cohorts/{cohort}/modules/m1/p2")
    assert "What did you notice?" in page.text
    assert "A note for facilitators." not in page.body

    log = f"/cohorts/{cohort}/log"
    written = amira.submit(
        f"{log}/new?prompt=m1-reflect", "?prompt=m1-reflect", title="", body="Nobody was *there*."
    )
    entry = amira.follow(written)
    assert "Nobody was there." in entry.text
    assert "Only you can read this" in entry.text
    assert "What did you notice?" in entry.text

    begun = amira.submit(
        f"/cohorts/{cohort}/prompts/m1-discuss/thread", "/posts", body="I think so too."
    )
    thread = amira.follow(begun)
    assert "I think so too." in thread.text

    done = amira.submit(f"/cohorts/{cohort}/modules/m1/p2", "/done")
    assert "marked “Page 2 of module 1” as done" in amira.follow(done).text
    again = amira.get(f"/cohorts/{cohort}/modules/m1/p2")
    assert "You wrote: Nobody was *there*." in again.text
    assert "1 post" in again.text

    ruth = world.browser(facilitator)
    progress = ruth.get(f"/cohorts/{cohort}/progress")
    assert "Amira Okafor" in progress.text
    assert progress.tree.xpath("//tbody//td[@data-label='Module 1']//text()")[0].strip() == "Opened"
    assert "I think so too." in ruth.get(begun.location).text
    assert ruth.get(written.location).status == 404
    assert "Nobody was" not in ruth.get(log).body


def test_visitor_registers_interest_and_facilitator_sees_it(world: World) -> None:
    slug = world.programme()
    cohort = world.cohort(slug, "Autumn cohort", status="open_for_interest")
    facilitator = world.person("Ruth Llewelyn")
    world.join(facilitator, cohort, Role.FACILITATOR)

    visitor = Browser(world.app)
    offer = visitor.get(f"/programmes/{slug}")
    assert "Autumn cohort" in offer.text
    page = visitor.get(f"/programmes/{slug}/interest")
    choice = page.tree.xpath("//input[@name='cohort']/@value")[0]
    sent = visitor.send(
        page,
        name="Tom Adeyemi",
        email="tom@northmoor.example.org",
        organisation="Northmoor County Council",
        job="Service manager",
        hopes="To listen better.",
        cohort=choice,
    )
    confirmed = visitor.follow(sent)
    assert confirmed.h1 == "Your interest is registered"

    seen = world.browser(facilitator).get(f"/cohorts/{cohort}/registrations")
    assert "Tom Adeyemi" in seen.text
    assert "To listen better." in seen.text
