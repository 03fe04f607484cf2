"""The organiser's desk: programmes and their cohorts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.kernel.errors import NotFound
from cohort.programmes import actions, queries
from cohort.programmes.actions.administration import let_organise
from cohort.programmes.forms import CohortForm, ProgrammeForm
from cohort.programmes.forms.administration import OrganiserForm
from cohort.programmes.queries.organisers import organisers_visible_to
from cohort.web.guard import allow, allowed, viewer

blueprint = Blueprint("programmes_organiser", __name__, url_prefix="/organise")


@blueprint.get("")
@allowed(Can.ORGANISE)
def list_programmes() -> ResponseReturnValue:
    """The programmes that the viewer runs."""
    programmes = queries.programmes_visible_to(viewer())
    return render_template("programmes/organiser/list.html", programmes=programmes)


@blueprint.get("/programmes/new")
@allowed(Can.START_PROGRAMME)
def new_programme() -> ResponseReturnValue:
    """An empty form."""
    return render_template("programmes/organiser/programme_form.html", form=ProgrammeForm())


@blueprint.post("/programmes")
@allowed(Can.START_PROGRAMME)
def start_programme() -> ResponseReturnValue:
    """Create it; its creator runs it."""
    form = ProgrammeForm()
    if not form.validate_on_submit():
        return render_template("programmes/organiser/programme_form.html", form=form), 422
    programme = actions.start_programme(viewer(), **form.facts())
    actions.publish_programme(viewer(), programme, public=form.is_public.data)
    flash(f"“{programme.name}” is created. Now give it a cohort.", "success")
    return _to_programme(programme.slug)


@blueprint.get("/programmes/<programme_slug>")
@allowed(Can.EDIT_PROGRAMME)
def show_programme(programme_slug: str) -> ResponseReturnValue:
    """One programme: its facts and its cohorts."""
    programme = queries.get_programme(viewer())
    cohorts = queries.cohorts_of_programme(viewer())
    return render_template(
        "programmes/organiser/programme.html", programme=programme, cohorts=cohorts
    )


@blueprint.get("/programmes/<programme_slug>/edit")
@allowed(Can.EDIT_PROGRAMME)
def edit_programme(programme_slug: str) -> ResponseReturnValue:
    """Its facts in a form."""
    programme = queries.get_programme(viewer())
    form = ProgrammeForm(obj=programme, is_public=programme.published_at is not None)
    return render_template(
        "programmes/organiser/programme_form.html", form=form, programme=programme
    )


@blueprint.post("/programmes/<programme_slug>")
@allowed(Can.EDIT_PROGRAMME)
def save_programme(programme_slug: str) -> ResponseReturnValue:
    """Keep the changes, unless somebody else changed the same meanwhile."""
    programme, form = queries.get_programme(viewer()), ProgrammeForm()
    saved = {name: getattr(programme, name) for name in form.facts()}
    saved["is_public"] = programme.published_at is not None
    is_whole = form.validate_on_submit() and not form.leaves_asking_open(programme.agreement)
    if not is_whole or form.clashes_with(programme.version, saved):
        return render_template(
            "programmes/organiser/programme_form.html", form=form, programme=programme
        ), form.answer_status
    actions.edit_programme(viewer(), programme, ask_again=form.asks_again, **form.facts())
    actions.publish_programme(viewer(), programme, public=form.is_public.data)
    flash(f"“{programme.name}” is saved.", "success")
    return _to_programme(programme.slug)


@blueprint.get("/programmes/<programme_slug>/organisers")
@allowed(Can.EDIT_PROGRAMME)
def list_organisers(programme_slug: str) -> ResponseReturnValue:
    """Who runs it, since when, and who added them; administrators add and remove people."""
    return _organisers_page(OrganiserForm())


@blueprint.post("/programmes/<programme_slug>/organisers")
@allowed(Can.EDIT_PROGRAMME)
def add_organiser(programme_slug: str) -> ResponseReturnValue:
    """Add an organiser; only an administrator may."""
    allow(Can.ADMINISTER)
    form = OrganiserForm()
    if not form.validate_on_submit():
        return _organisers_page(form), 422
    try:
        added = let_organise(viewer(), form.email.data or "", form.reason.data or "")
    except NotFound as fault:
        form.email.errors = [str(fault)]
        return _organisers_page(form), 422
    flash(f"{added.name} is an organiser of this programme.", "success")
    return redirect(url_for(".list_organisers", programme_slug=programme_slug), 303)


def _organisers_page(form: OrganiserForm) -> str:
    organisers = organisers_visible_to(viewer())
    return render_template(
        "programmes/organiser/organisers.html",
        programme=viewer().programme,
        organisers=organisers,
        form=form,
    )


@blueprint.get("/programmes/<programme_slug>/cohorts/new")
@allowed(Can.START_COHORT)
def new_cohort(programme_slug: str) -> ResponseReturnValue:
    """An empty form."""
    return render_template("programmes/organiser/cohort_form.html", form=CohortForm())


@blueprint.post("/programmes/<programme_slug>/cohorts")
@allowed(Can.START_COHORT)
def start_cohort(programme_slug: str) -> ResponseReturnValue:
    """Create it."""
    form = CohortForm()
    if not form.validate_on_submit():
        return render_template("programmes/organiser/cohort_form.html", form=form), 422
    cohort = actions.start_cohort(viewer(), viewer().programme.id, **form.facts())
    flash(f"“{cohort.name}” is created.", "success")
    return _to_programme(programme_slug)


@blueprint.get("/cohorts/<cohort_slug>/edit")
@allowed(Can.EDIT_COHORT)
def edit_cohort(cohort_slug: str) -> ResponseReturnValue:
    """Its facts in a form."""
    form = CohortForm(obj=queries.get_cohort(viewer()))
    return render_template("programmes/organiser/cohort_form.html", form=form, editing=True)


@blueprint.post("/cohorts/<cohort_slug>")
@allowed(Can.EDIT_COHORT)
def save_cohort(cohort_slug: str) -> ResponseReturnValue:
    """Keep the changes, unless somebody else changed the same meanwhile."""
    cohort, form = queries.get_cohort(viewer()), CohortForm()
    saved = {name: getattr(cohort, name) for name in form.facts()}
    if not form.validate_on_submit() or form.clashes_with(cohort.version, saved):
        return render_template(
            "programmes/organiser/cohort_form.html", form=form, editing=True
        ), form.answer_status
    actions.edit_cohort(viewer(), cohort, **form.facts())
    flash(f"“{cohort.name}” is saved.", "success")
    return _to_programme(viewer().programme.slug)


def _to_programme(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".show_programme", programme_slug=slug), 303)
