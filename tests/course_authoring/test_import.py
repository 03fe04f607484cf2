"""`flask modules import`: again, with conflicts, dry, retired and brought back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from cohort.access.actor import NOBODY
from cohort.course_authoring.actions import editing
from cohort.course_authoring.models import Revision
from cohort.course_authoring.queries.content import EditableText
from cohort.course_modules.models import CourseAsset, GlossaryTerm, Module, ModulePage, Prompt
from cohort.db import db
from tests.course_authoring.folders import SHIPPED, page, read, run, small_course, write
from tests.databases import everything
from tests.world import World


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return small_course(tmp_path / "small")


def find_page(slug: str) -> ModulePage:
    return db.session.scalars(sa.select(ModulePage).where(ModulePage.slug == slug)).one()


def source(world: World, slug: str) -> str:
    with world.database():
        return find_page(slug).source


def edit(world: World, slug: str, text: str) -> None:
    """As the editor saves it."""
    with world.database():
        found = find_page(slug)
        module = db.session.get(Module, found.module_id)
        assert module
        assert editing.save_text(NOBODY, EditableText(module, found), text)


def test_a_first_import_tells_what_is_new_and_a_second_that_nothing_is(
    world: World, course: Path
) -> None:
    first = run(world.app, "import", course)
    assert first.code == 0, first.out
    assert "new         01-power/01-where.md" in first.out
    assert "new         01-power/fig/map.png" in first.out
    assert "8 new." in first.out
    before = everything(world.app)
    again = run(world.app, "import", course)
    assert (again.code, "8 unchanged." in again.out) == (0, True)
    assert everything(world.app) == before


def test_a_dry_run_says_the_same_and_writes_nothing(world: World, course: Path) -> None:
    before = everything(world.app)
    dry = run(world.app, "import", course, "--dry-run")
    assert (dry.code, "This was a dry run: nothing was written." in dry.out) == (0, True)
    assert everything(world.app) == before
    files = world.app.extensions["config"].instance_path / "files"
    assert not read(files)
    wet = run(world.app, "import", course)
    assert dry.out.removesuffix("This was a dry run: nothing was written.\n") == wet.out
    stored = read(files)
    write(course, {"01-power/fig/map.png": (course / "logo.png").read_bytes()})
    write(course, {"01-power/01-where.md": page("Changed"), "01-power/02-sharing.md": None})
    before = everything(world.app)
    assert "changed     01-power/fig/map.png" in run(world.app, "import", course, "--dry-run").out
    assert everything(world.app) == before
    assert read(files) == stored


def test_only_what_changed_in_the_files_is_written(world: World, course: Path) -> None:
    run(world.app, "import", course)
    revisions = world.count(Revision)
    write(course, {"01-power/03-after.md": page("After", "Other words.")})
    ran = run(world.app, "import", course)
    assert "changed     01-power/03-after.md" in ran.out
    assert "1 changed, 7 unchanged." in ran.out
    assert world.count(Revision) == revisions + 1
    assert source(world, "after") == page("After", "Other words.")


def test_a_page_edited_on_both_sides_is_left_alone_and_told_with_a_diff(
    world: World, course: Path
) -> None:
    run(world.app, "import", course)
    edit(world, "after", page("After", "Words of the browser."))
    write(course, {"01-power/03-after.md": page("After", "Words of the file.")})
    for _ in range(2):  # it stays a conflict until somebody settles it
        ran = run(world.app, "import", course)
        assert ran.code == 1
        assert "conflict    01-power/03-after.md: it was edited here" in ran.out
        assert "-Words of the browser." in ran.out
        assert "+Words of the file." in ran.out
        assert source(world, "after") == page("After", "Words of the browser.")
    assert run(world.app, "import", course, "--overwrite").code == 0
    assert source(world, "after") == page("After", "Words of the file.")
    assert run(world.app, "import", course).code == 0


def test_an_edit_here_of_a_file_that_stays_the_same_is_no_conflict(
    world: World, course: Path
) -> None:
    run(world.app, "import", course)
    edit(world, "after", page("After", "Words of the browser."))
    ran = run(world.app, "import", course)
    assert (ran.code, "conflict" in ran.out) == (0, False)
    assert source(world, "after") == page("After", "Words of the browser.")
    # The file catches up with the browser: they agree, and the file leads again.
    write(course, {"01-power/03-after.md": page("After", "Words of the browser.")})
    assert run(world.app, "import", course).code == 0
    write(course, {"01-power/03-after.md": page("After", "Later words.")})
    assert run(world.app, "import", course).code == 0
    assert source(world, "after") == page("After", "Later words.")


def test_a_module_edited_on_both_sides_is_a_conflict_too(world: World, course: Path) -> None:
    run(world.app, "import", course)
    with world.database():
        module = db.session.scalars(sa.select(Module).where(Module.slug == "power")).one()
        assert editing.save_text(NOBODY, EditableText(module), page("Power, here"))
    write(course, {"01-power/module.md": page("Power, file")})
    ran = run(world.app, "import", course)
    assert ran.code == 1
    assert "-title: Power, here" in ran.out
    assert "+title: Power, file" in ran.out


def test_what_leaves_the_files_is_retired_and_what_returns_comes_back(
    world: World, course: Path
) -> None:
    run(world.app, "import", course)
    gone = {name: (course / name).read_bytes() for name in ("01-power/03-after.md", "logo.png")}
    write(course, dict.fromkeys(gone))
    ran = run(world.app, "import", course)
    assert "retired     01-power/03-after.md" in ran.out
    assert "retired     logo.png" in ran.out
    # The page before it linked to it: that link is dead now, and told.
    assert "01-power/02-sharing.md:9:" in ran.out
    assert ran.code == 1
    write(course, gone)
    back = run(world.app, "import", course)
    assert "back again  01-power/03-after.md" in back.out
    assert "back again  logo.png" in back.out
    assert back.code == 0
    with world.database():
        assert db.session.scalar(sa.select(sa.func.count(ModulePage.retired_at))) == 0
        assert db.session.scalar(sa.select(sa.func.count(CourseAsset.retired_at))) == 0
        assert "course:page/power/after" in str(find_page("sharing").parts)


def test_what_was_made_or_edited_here_outlives_its_file(world: World, course: Path) -> None:
    run(world.app, "import", course)
    with world.database():
        module_id = find_page("after").module_id
        added = ModulePage(module_id=module_id, slug="made-here", position=9, title="Made here")
        added.source, added.minutes_to_read = page("Made here"), 1
        db.session.add(added)
    edit(world, "after", page("After", "Words of the browser."))
    write(course, {"01-power/03-after.md": None})
    ran = run(world.app, "import", course)
    assert ran.code == 1
    assert "conflict    01-power/03-after.md: its file has gone, but it was edited here" in ran.out
    with world.database():
        assert find_page("after").retired_at is None
        assert find_page("made-here").retired_at is None
    shutil.rmtree(course / "01-power")
    assert (
        "01-power: its file has gone, but it was edited here"
        in run(world.app, "import", course).out
    )
    assert run(world.app, "import", course, "--overwrite").code == 1  # a dead link to it
    with world.database():
        assert db.session.scalar(sa.select(Module.retired_at).where(Module.slug == "power"))


def test_what_was_taken_out_here_stays_out_until_its_file_says_something_new(
    world: World, course: Path
) -> None:
    run(world.app, "import", course)
    with world.database():
        find_page("after").retired_at = sa.func.current_timestamp()
    assert "conflict" not in run(world.app, "import", course).out
    with world.database():
        assert find_page("after").retired_at is not None
    write(course, {"01-power/03-after.md": page("After", "Something new.")})
    assert "it was taken out of the course here" in run(world.app, "import", course).out
    run(world.app, "import", course, "--overwrite")
    with world.database():
        assert find_page("after").retired_at is None


def test_an_order_chosen_here_stays_and_a_new_number_of_a_file_is_taken(
    world: World, course: Path
) -> None:
    run(world.app, "import", course)
    with world.database():
        find_page("where").position, find_page("sharing").position = 2, 1
    run(world.app, "import", course)
    with world.database():
        assert find_page("where").position == 2
        page_id = find_page("where").id
    (course / "01-power/01-where.md").rename(course / "01-power/07-where.md")
    assert run(world.app, "import", course).code == 0
    with world.database():
        assert (find_page("where").position, find_page("where").id) == (7, page_id)


def test_links_terms_and_sizes_follow_what_the_course_holds(world: World, course: Path) -> None:
    run(world.app, "import", course)
    with world.database():
        start, where = str(find_page("start").parts), str(find_page("where").parts)
        after = str(find_page("after").parts)
    assert 'href="course:page/power/where#s-law"' in start
    assert 'src="course:asset/power/fig/map.png"' in where
    assert 'width="320" height="200"' in where
    assert 'href="course:page/start/start"' in where
    assert 'href="course:glossary#ward"' in after
    # Nothing of these pages' own text changes, and yet what they show does.
    sharing = (course / "01-power/02-sharing.md").read_text()
    write(course, {"01-power/02-sharing.md": sharing.replace('"Ward"', '"Borough"')})
    write(course, {"01-power/fig/map.png": (course / "logo.png").read_bytes()})
    run(world.app, "import", course)
    with world.database():
        assert "course:glossary" not in str(find_page("after").parts)
        assert 'width="64" height="48"' in str(find_page("where").parts)
        assert list(db.session.scalars(sa.select(GlossaryTerm.slug))) == ["borough"]


def test_a_download_says_its_kind_and_size_everywhere_and_follows_its_file(
    world: World, course: Path
) -> None:
    block = '::: {.download file=plan.pdf title="The plan"}\n:::'
    terms = f'::: {{.glossary term="Plan"}}\nWhat it is.\n\n:{block}\n:::'
    write(course, {"01-power/plan.pdf": b"%PDF-1.7\n" + b"x" * 340_000})
    write(course, {"01-power/map.csv": b"a,b\n1,2\n"})
    more = "\n\n::: {.download file=map.csv}\n:::\n\n::: {.download file=fig/map.png}\n:::"
    text = f"{block}{more}\n\n::: {{.reflect #planned}}\n{block}\n:::"
    write(course, {"01-power/03-after.md": page("After", f"{text}\n\n{terms}")})
    run(world.app, "import", course)
    cohort = world.cohort(course.name, started_days_ago=40)
    reader = world.person("Amira Okafor")
    world.join(reader, cohort)
    client = world.browser(reader).client
    modules = f"/cohorts/{cohort}/modules"
    for place, count in (("power/after", 3), ("power/_/print", 3), ("_/glossary", 1)):
        text = client.get(f"{modules}/{place}").text
        assert text.count(">The plan</a>") == count, place
        assert text.count('"download__about">(PDF, 340 kB)<') == count, place
    text = client.get(f"{modules}/power/after").text
    assert '"download__about">(CSV table, 1 kB)<' in text
    assert '"download__about">(PNG)<' in text  # re-encoded: what is sent has another size
    write(course, {"01-power/plan.pdf": b"%PDF-1.7\n" + b"x" * 2_360_000})
    run(world.app, "import", course)
    assert "(PDF, 2.4 MB)" in client.get(f"{modules}/power/after").text


def test_one_prompt_on_two_pages_is_told_with_both_places_and_the_first_keeps_it(
    world: World, course: Path
) -> None:
    block = "::: {.reflect #power-who}\nAgain?\n:::"
    write(course, {"01-power/03-after.md": page("After", f"Words.\n\n{block}")})
    ran = run(world.app, "import", course)
    assert ran.code == 1
    assert (
        "01-power/03-after.md:7: the prompt id #power-who stands at 01-power/01-where.md:11 too"
        in ran.out
    )
    with world.database():
        (prompt,) = db.session.scalars(sa.select(Prompt))
        assert prompt.page_id == find_page("where").id
        assert "Who decides?" in prompt.html
    # When the first lets go of it, the second has it.
    write(course, {"01-power/01-where.md": page("Where power sits", "## Law\n\nNo prompt.")})
    assert run(world.app, "import", course).code == 0
    with world.database():
        (prompt,) = db.session.scalars(sa.select(Prompt))
        assert prompt.page_id == find_page("after").id


def test_a_prompt_that_people_answered_and_that_goes_is_told_and_meets_them_again(
    world: World, course: Path
) -> None:
    run(world.app, "import", course)
    person, cohort = world.person(), world.cohort("small")
    world.join(person, cohort)
    browser = world.browser(person)
    address = f"/cohorts/{cohort}/log/new?prompt=power-who"
    browser.submit(address, "power-who", title="", body="My answer")
    text = (course / "01-power/01-where.md").read_text()
    write(course, {"01-power/01-where.md": page("Where power sits", "## Law\n\nNothing.")})
    ran = run(world.app, "import", course)
    assert ran.code == 0
    assert "warning: the prompt #power-who stands in no page any more, but has answers" in ran.out
    assert "My answer" in browser.get(f"/cohorts/{cohort}/log").text
    assert "has answers" not in run(world.app, "import", course).out  # told once
    write(course, {"00-start.md": text})
    run(world.app, "import", course)
    found = browser.get(f"/cohorts/{cohort}/modules/start/start")
    assert "You wrote: My answer" in found.text


def test_a_single_file_is_a_module_of_one_page_with_its_title(world: World, course: Path) -> None:
    run(world.app, "import", course)
    with world.database():
        module = db.session.scalars(sa.select(Module).where(Module.slug == "start")).one()
        assert (module.is_single_file, module.title) == (True, "Start here")
        assert module.source == "---\ntitle: Start here\n---\n"
        assert find_page("start").title == "Start here"
    text = (course / "00-start.md").read_text()
    write(course, {"00-start.md": text.replace("Start here", "Begin here")})
    run(world.app, "import", course)
    with world.database():
        assert find_page("start").title == "Begin here"


def test_a_course_with_no_module_changes_nothing(world: World, course: Path) -> None:
    run(world.app, "import", course)
    for name in ("00-start.md", "01-power"):
        (shutil.rmtree if (course / name).is_dir() else Path.unlink)(course / name)
    ran = run(world.app, "import", course)
    assert ran.code == 1
    assert "There is no module in" in ran.out
    assert "Nothing was changed." in ran.out
    with world.database():
        assert db.session.scalar(sa.select(sa.func.count(Module.retired_at))) == 0


def test_wrong_use_has_its_own_exit_code(world: World, tmp_path: Path) -> None:
    assert run(world.app, "import", tmp_path / "nowhere").code == 2
    assert run(world.app, "import", "--no-such-option").code == 2


def test_a_name_that_the_site_needs_itself_is_told(world: World, course: Path) -> None:
    write(course, {"02-files.md": page("Files"), "01-power/04-done.md": page("Done")})
    ran = run(world.app, "import", course)
    assert ran.code == 1
    assert "02-files.md: the name “files” is one of the site’s own addresses" in ran.out
    assert "01-power/04-done.md: the name “done”" in ran.out


def test_every_address_of_the_site_beside_modules_is_reserved(world: World) -> None:
    from cohort.course_format.links import OWN, RESERVED

    base = "/cohorts/<cohort_slug>/modules/"
    rules = [rule.rule for rule in world.app.url_map.iter_rules() if rule.rule.startswith(base)]
    named = [rule.removeprefix(base).split("/")[:2] for rule in rules]
    pieces = {piece for rule in named if OWN not in rule for piece in rule}
    pieces = {piece for piece in pieces if "." not in piece}  # which no name of a module holds
    assert {piece for piece in pieces if "<" not in piece and piece != "undo"} <= RESERVED


def test_a_second_start_of_the_site_renders_and_writes_nothing(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    from cohort.course_authoring.cli import load_all

    with world.app.app_context():
        load_all()
    before = everything(world.app)
    assert f"Modules of {SHIPPED.name}" in capsys.readouterr().out
    with world.app.app_context():
        load_all()
    assert "0 pages written" in capsys.readouterr().out
    assert everything(world.app) == before


def test_an_older_renderers_pages_are_rendered_again(world: World, course: Path) -> None:
    run(world.app, "import", course)
    with world.database():
        db.session.execute(sa.update(ModulePage).values(rendered_with=-1, parts=[]))
    assert run(world.app, "render").out == "4 pages rendered.\n"
    assert run(world.app, "render").out == "0 pages rendered.\n"
    with world.database():
        assert "course:page/power/where#s-law" in str(find_page("start").parts)


def test_a_database_that_was_never_set_up_is_told_in_words(course: Path, tmp_path: Path) -> None:
    from cohort.app import create_app
    from tests.conftest import config_for

    app = create_app(config_for(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path))
    ran = run(app, "import", course)
    assert ran.code == 1
    assert "If it has not been set up yet, run: flask --app wsgi site setup" in ran.out
