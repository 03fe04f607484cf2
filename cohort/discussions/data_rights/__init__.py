"""Data of a person in threads: the posts they wrote and the threads they opened."""

from cohort.discussions.data_rights.erasing import erase
from cohort.discussions.data_rights.exporting import export
from cohort.kernel.data_rights import StoredData

__all__ = ["HELD", "erase", "export"]

HELD = (
    StoredData(
        "Posts in threads: text, earlier wordings, and when posted",
        ("post.author_id",),
        download="yes, with the title of the thread; not what others posted",
        deletion="kept without a name, so that the replies of others still make sense; or the "
        "words are removed too, when the person asks for that",
        until="the author deletes the account and asks for the words to go",
    ),
    StoredData(
        "Threads opened: title and when opened",
        ("thread.author_id",),
        download="yes",
        deletion="kept without a name; the title is removed with the words of posts",
        until="the author deletes the account and asks for the words to go",
    ),
    StoredData(
        "Threads of a facilitator that open later: title, first post and moment",
        ("thread_to_come.author_id",),
        download="yes",
        deletion="removed",
        until="the thread opens, or a facilitator of the cohort drops it",
    ),
    StoredData(
        "Pictures and files beside posts, their names, and what pictures show in words",
        ("post_file.file_key",),
        download="yes, the files themselves; not those of a removed post",
        deletion="pictures are kept with the posts, without their names, or removed with the "
        "words; other files are removed in any case, as they can hold a name",
        until="the author removes them or the post, or deletes the account",
    ),
    StoredData(
        "Small words said of posts: thank you, same here, this helps",
        ("acknowledgement.user_id",),
        download="yes",
        deletion="removed",
        until="the person takes the word back or deletes the account",
    ),
    StoredData(
        "Mentions: which posts name a person by @",
        ("mention.user_id",),
        download="when and in which thread; the posts are others'",
        deletion="removed; what others wrote stays as they wrote it",
        until="the post is changed or removed",
    ),
    StoredData(
        "Who removed a post, and when",
        ("post_removal.removed_by",),
        download="no: it says nothing but that the post is gone",
        deletion="kept without a name: the post stays removed",
        until="never: its words are gone after ten minutes",
    ),
    StoredData(
        "Posts without a name: which facilitator asked for the name, when and why",
        ("unmasking.unmasked_by",),
        download="yes, for the facilitator without the name, and for the author of the post",
        deletion="kept without a name: asking for a name stays accountable",
        until="never: it cannot be undone",
    ),
    StoredData(
        "Who looked after a thread: closed, pinned, summarised or merged it, marked what helped, "
        "or asked for people to be told",
        (
            *("thread_lock.locked_by", "thread_pin.pinned_by", "thread_summary.written_by"),
            *("thread_merge.merged_by", "thread_telling.asked_by", "helped.marked_by"),
            "nameless_ending.ended_by",
        ),
        download="no: it says nothing but that they did their work; the record is in the download",
        deletion="kept without a name: the thread stays as it is",
        until="the thread is opened again, unpinned and so on",
    ),
    StoredData(
        "Reports of posts: who made one, why, in what words, and what they were told",
        ("post_report.reported_by",),
        download="yes, without the post",
        deletion="kept without a name, until its time is over",
        until="12 months after it was settled (settings)",
    ),
    StoredData(
        "Private replies between a facilitator and the author of a post",
        ("private_reply.facilitator_id",),
        download="yes, what the person wrote; not what the other wrote",
        deletion="kept for the other of the two, without a name; or the words are removed too, "
        "when the person asks for that",
        until="its writer deletes the account and asks for the words to go",
    ),
    StoredData(
        "Who took on and settled a report, hid a post or slowed a thread down",
        (
            *("post_report.opened_by", "post_report.settled_by", "post_hiding.hidden_by"),
            "thread_pace.set_by",
        ),
        download="no: it says nothing but that they did their work; the record is in the download",
        deletion="kept without a name: what they did stays",
        until="the report’s time is over, the post is shown again, the thread goes as before",
    ),
    StoredData(
        "Threads and posts that a person follows, does not want to follow, or has muted",
        ("thread_following.user_id", "post_following.user_id"),
        download="yes",
        deletion="removed",
        until="the person deletes the account",
    ),
    StoredData(
        "Addresses for replies by mail: for whom and to which thread",
        ("reply_address.user_id",),
        download="no: they are only for answering a mail",
        deletion="removed",
        until="some weeks after the last mail that carried them (settings)",
    ),
    StoredData(
        "Posts that came by mail: that they did, and for some days what was left out of them",
        ("mailed_post.user_id",),
        download="yes, what is still kept",
        deletion="removed",
        until="what was left out some days (settings); that it came by mail as long as the post",
    ),
)
