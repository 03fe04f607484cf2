"""The pages of discussions, for the sweeps in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.visiting import IN_COAST, IN_SPRING, Place, press, send

THREAD = IN_SPRING | {"thread_id": "select id from thread order by posts desc, id limit 1"}
CLOSED = IN_SPRING | {"thread_id": "select thread_id from thread_lock"}
BY_MAIL = IN_SPRING | {
    "thread_id": "select thread_id from post join mailed_post on mailed_post.post_id = post.id",
    "post_id": "select post_id from mailed_post",
}
MINE = (
    "from post p join thread t on t.id = p.thread_id join user_account u on u.id = p.author_id "
    "join cohort c on c.id = t.cohort_id where u.email = 'participant@example.org' "
    f"and c.slug = '{IN_SPRING['cohort_slug']}' order by p.id limit 1"
)
OWN_POST = IN_SPRING | {"thread_id": f"select t.id {MINE}", "post_id": f"select p.id {MINE}"}
BESIDE = "post_file f join post p on p.id = f.post_id where f.width > 0"
WITH_PICTURE = IN_SPRING | {
    "thread_id": f"select p.thread_id from {BESIDE}",
    "post_id": f"select p.id from {BESIDE}",
}

OTHERS_POST = IN_SPRING | {
    "post_id": "select post.id from post join thread on thread.id = post.thread_id "
    "where thread.title = 'Wording for paying people' order by post.id limit 1"
}
REPORT = IN_SPRING | {"report_id": "select id from post_report limit 1"}


def report(page: Page) -> None:
    page.get_by_label("It is unkind or unfair to somebody").check()
    press(page)


def slow(page: Page) -> None:
    page.get_by_label("Once every 4 hours").check()
    page.get_by_role("button", name="Slow it down").click()


def post_nothing(page: Page) -> None:
    page.get_by_role("button", name="Post reply").click()


def plan(page: Page) -> None:
    """Fill in a thread that opens later, and begin it."""
    page.get_by_label("What is it about?").fill("Before the session on contracts")
    page.get_by_label("Your post").fill("What would you ask a provider in their first week?")
    page.locator("summary", has_text="More about this thread").click()
    for part, text in (("Day", "3"), ("Month", "3"), ("Year", "2099")):
        page.get_by_label(part, exact=True).fill(text)
    page.get_by_label("Time it opens").fill("9am")
    page.get_by_role("button", name="Start thread").click()


def open_plan(page: Page) -> None:
    plan(page)
    page.get_by_role("link", name="Before the session on contracts").first.click()


NAMELESS = IN_SPRING | {"nameless_id": "select id from post where is_nameless order by id limit 1"}


def thread_of(kind: str) -> dict[str, str]:
    """The demo's one thread of a kind."""
    return IN_SPRING | {"thread_id": f"select id from thread where kind = '{kind}'"}


def send_nothing(page: Page) -> None:
    page.get_by_role("button", name="Send privately").click()


def send_privately(page: Page) -> None:
    page.get_by_label("Your private reply").fill("Shall we talk on the phone?")
    send_nothing(page)


# The demo has no private replies, which lead their author to read_private.
NOT_PAGES = (
    "discussions.show_post",
    "discussions.send_post_file",
    "discussions.read_private",
)
PLACES = (
    Place("threads", "discussions.list_threads", "participant", IN_SPRING),
    Place("thread", "discussions.read_thread", "participant", THREAD),
    Place("thread just posted in", "discussions.read_thread", "participant", THREAD, then=send),
    Place("thread with errors", "discussions.read_thread", "participant", THREAD,
          status=422, then=post_nothing),
    Place("question", "discussions.read_thread", "participant", thread_of("question")),
    Place("noticeboard", "discussions.read_thread", "participant", thread_of("noticeboard")),
    Place("round before one's own answer", "discussions.read_thread", "participant",
          thread_of("round")),
    Place("round, all answers", "discussions.read_thread", "facilitator", thread_of("round")),
    Place("thread with a summary", "discussions.read_thread", "participant",
          IN_SPRING | {"thread_id": "select thread_id from thread_summary"}),
    Place("ask who wrote without a name", "discussions.ask_to_unmask", "facilitator", NAMELESS),
    Place("thread begun without a name", "discussions.read_thread", "facilitator",
          IN_SPRING | {"thread_id": "select thread_id from post where is_nameless limit 1"}),
    Place("posts without names", "discussions.show_nameless", "facilitator", IN_SPRING),
    Place("left out of a mail", "discussions.show_left_out", "participant", BY_MAIL),
    Place("closed thread", "discussions.read_thread", "participant", CLOSED),
    Place("new thread", "discussions.new_thread", "participant", IN_SPRING),
    Place("names to name", "discussions.list_names", "participant", IN_SPRING),
    Place("new thread with errors", "discussions.new_thread", "participant", IN_SPRING,
          status=422, then=press),
    Place("begin a talk", "discussions.thread_of_prompt", "facilitator",
          IN_SPRING | {"prompt_key": "m2-a-decision-to-own-outright"}),
    Place("change a post", "discussions.edit_post", "participant", OWN_POST),
    Place("change a post with a picture", "discussions.edit_post", "participant", WITH_PICTURE),
    Place("thread with a picture", "discussions.read_thread", "participant", WITH_PICTURE),
    Place("what a picture shows", "discussions.ask_what_shows", "participant", WITH_PICTURE),
    Place("remove a post", "discussions.ask_to_remove", "participant", OWN_POST),
    Place("what changed in a post", "discussions.show_history", "participant", OWN_POST),
    Place("thread, looked after", "discussions.read_thread", "facilitator", THREAD),
    Place("close a thread", "discussions_facilitator.ask_to_close", "facilitator", THREAD),
    Place("close without a reason", "discussions_facilitator.ask_to_close", "facilitator", THREAD,
          status=422, then=press),
    Place("summary of a thread", "discussions_facilitator.edit_summary", "facilitator", THREAD),
    Place("title of a thread", "discussions.edit_title", "facilitator", THREAD),
    Place("merge a thread", "discussions_facilitator.ask_to_merge", "facilitator", THREAD),
    Place("report a post", "discussions.ask_report", "participant", OTHERS_POST),
    Place("report a post with errors", "discussions.ask_report", "participant", OTHERS_POST,
          status=422, then=press),
    Place("reported post", "discussions.ask_report", "participant", OTHERS_POST, then=report),
    Place("hide a post", "discussions_facilitator.ask_hide", "facilitator", OTHERS_POST),
    Place("reply privately", "discussions.ask_private", "facilitator", OTHERS_POST),
    Place("reply privately with nothing", "discussions.ask_private", "facilitator", OTHERS_POST,
          status=422, then=send_nothing),
    Place("replied privately", "discussions.ask_private", "facilitator", OTHERS_POST,
          then=send_privately),
    Place("slow a thread down", "discussions_facilitator.ask_pace", "facilitator", THREAD),
    Place("slow thread", "discussions.read_thread", "facilitator", THREAD,
          start="discussions_facilitator.ask_pace", then=slow),
    Place("reports", "discussions_facilitator.list_reports", "facilitator", IN_SPRING),
    Place("settled reports", "discussions_facilitator.list_settled", "facilitator", IN_SPRING),
    Place("a report", "discussions_facilitator.show_report", "facilitator", REPORT),
    Place("step in", "discussions_organiser.ask_step_in", "organiser", IN_SPRING),
    Place("new thread of a facilitator", "discussions.new_thread", "facilitator", IN_SPRING),
    Place("threads to come", "discussions.list_threads", "facilitator", IN_SPRING,
          start="discussions.new_thread", then=plan),
    Place("thread to come", "discussions_facilitator.show_to_come", "facilitator", IN_SPRING,
          start="discussions.new_thread", then=open_plan),
    Place("threads with nothing in them", "discussions.list_threads", "facilitator", IN_COAST),
)  # fmt: skip
