"""What is written about content in the audit log, as people read it."""

from __future__ import annotations

from cohort.audit_log.wording import Group

SENTENCES = {
    Group.PROGRAMMES: {
        "modules:load": "loaded the modules of {programme}",
        "modules:add-file": "added the file {file} to the content of {programme}",
        "modules:replace-file": "replaced the file {file} of the content of {programme}",
        "modules:take-out-file": "took the file {file} out of the content of {programme}",
        "modules:add-module": "added the module “{title}” to {programme}",
        "modules:add-page": "added the page “{title}” to the content of {programme}",
        "modules:edit-module": "changed the module “{title}” of {programme}",
        "modules:edit-page": "changed the page “{title}” of {programme}",
        "modules:restore": "restored an earlier revision of “{title}” in {programme}",
        "modules:move-module": "moved the module “{title}” of {programme}",
        "modules:move-page": "moved the page “{title}” of {programme}",
        "modules:take-out-module": "took the module “{title}” out of {programme}",
        "modules:take-out-page": "took the page “{title}” out of {programme}",
        "modules:bring-back-module": "brought the module “{title}” back into {programme}",
        "modules:bring-back-page": "brought the page “{title}” back into {programme}",
    },
}
