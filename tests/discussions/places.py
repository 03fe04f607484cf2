"""The pages of discussions, for the sweeps in a browser."""

from __future__ import annotations

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


PLACES = (
    Place("threads", "discussions.list_threads", "participant", IN_SPRING),
    Place("thread", "discussions.read_thread", "participant", THREAD),
    Place("thread just posted in", "discussions.read_thread", "participant", THREAD, then=send),
    Place("thread with errors", "discussions.read_thread", "participant", THREAD,
          status=422, then=press),
    Place("left out of a mail", "discussions.show_left_out", "participant", BY_MAIL),
    Place("closed thread", "discussions.read_thread", "participant", CLOSED),
    Place("new thread", "discussions.new_thread", "participant", IN_SPRING),
    Place("new thread with errors", "discussions.new_thread", "participant", IN_SPRING,
          status=422, then=press),
    Place("begin a talk", "discussions.thread_of_prompt", "facilitator",
          IN_SPRING | {"prompt_key": "m2-a-decision-to-own-outright"}),
    Place("change a post", "discussions.edit_post", "participant", OWN_POST),
    Place("remove a post", "discussions.ask_to_remove", "participant", OWN_POST),
    Place("what changed in a post", "discussions.show_history", "participant", OWN_POST),
    Place("thread, looked after", "discussions.read_thread", "facilitator", THREAD),
    Place("close a thread", "discussions_facilitator.ask_to_close", "facilitator", THREAD),
    Place("close without a reason", "discussions_facilitator.ask_to_close", "facilitator", THREAD,
          status=422, then=press),
    Place("summary of a thread", "discussions_facilitator.edit_summary", "facilitator", THREAD),
    Place("title of a thread", "discussions.edit_title", "facilitator", THREAD),
    Place("merge a thread", "discussions_facilitator.ask_to_merge", "facilitator", THREAD),
    Place("threads with nothing in them", "discussions.list_threads", "facilitator", IN_COAST),
)  # fmt: skip
