"""Every route and method, with what each role gets there: one line a route.

A new route fails tests/access/test_route_table.py until its line stands here. Decide for each
role before you look at what the app answers.

    stranger      has not signed in                          303 to sign in (GET), 401 (POST)
    outsider      participant of a cohort of another programme      404: "there is no such page"
    participant   of the cohort in the address
    facilitator   of the cohort in the address
    other_fac     facilitator of another cohort of the same programme      404, as for an outsider
    organiser     of the programme in the address
    other_org     organiser of another programme                           404, as for an outsider
    admin         administrator of the site

200 the page, 303 done (a POST) or sent on (a GET), 403 within but without the right.
The lines of one address stand in the order in which the test makes the requests.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = (
    "stranger",
    "outsider",
    "participant",
    "facilitator",
    "other_fac",
    "organiser",
    "other_org",
    "admin",
)

TABLE = """
# method and address                                          str out par fac ofa org oor adm
# For everyone
GET  /                                                        200 200 200 200 200 200 200 200
GET  /accessibility                                           200 200 200 200 200 200 200 200
GET  /for-it-desks                                            200 200 200 200 200 200 200 200
GET  /cookies                                                 200 200 200 200 200 200 200 200
GET  /components                                              200 200 200 200 200 200 200 200
GET  /healthz                                                 200 200 200 200 200 200 200 200
GET  /readyz                                                  200 200 200 200 200 200 200 200
GET  /programmes/<programme_slug>                             200 200 200 200 200 200 200 200
GET  /programmes/<programme_slug>/interest                    200 200 200 200 200 200 200 200
POST /programmes/<programme_slug>/interest                    303 303 303 303 303 303 303 303
GET  /programmes/<programme_slug>/interest/registered         200 200 200 200 200 200 200 200
GET  /data-protection/complaint                               200 200 200 200 200 200 200 200
GET  /privacy                                                 200 200 200 200 200 200 200 200
POST /privacy/changes/hide                                    401 303 303 303 303 303 303 303
GET  /privacy/versions                                        200 200 200 200 200 200 200 200
GET  /privacy/versions/<int:number>                           200 200 200 200 200 200 200 200
POST /data-protection/complaint                               303 303 303 303 303 303 303 303
GET  /data-protection/complaint/received                      200 200 200 200 200 200 200 200
GET  /dev/mailbox                                             200 200 200 200 200 200 200 200
GET  /dev/mailbox/<mail_name>                                 200 200 200 200 200 200 200 200
GET  /dev/mailbox/<mail_name>/html                            200 200 200 200 200 200 200 200
POST /mail/bounces                                            404 404 404 404 404 404 404 404
GET  /invitation/<token>                                      200 200 200 200 200 200 200 200
GET  /sign-in                                                 200 303 303 303 303 303 303 303
GET  /sign-in/code                                            200 200 200 200 200 200 200 200
GET  /sign-in/code/enter                                      200 200 200 200 200 200 200 200
GET  /sign-in/link/<code_token>                               200 200 200 200 200 200 200 200
GET  /password/forgotten                                      200 200 200 200 200 200 200 200
GET  /password/reset                                          200 200 200 200 200 200 200 200
GET  /password/reset/<code_token>                             200 200 200 200 200 200 200 200
POST /sign-in/code                                            303 303 303 303 303 303 303 303
POST /sign-in/code/enter                                      422 422 422 422 422 422 422 422
POST /sign-in/link/<code_token>                               422 422 422 422 422 422 422 422
POST /password/forgotten                                      303 303 303 303 303 303 303 303
POST /password/reset                                          422 422 422 422 422 422 422 422
POST /password/reset/<code_token>                             422 422 422 422 422 422 422 422

# For whoever holds the mail: the token is the participant's
GET  /unsubscribe/<unsubscribe_token>                         200 200 200 200 200 200 200 200
POST /unsubscribe/<unsubscribe_token>                         303 303 303 303 303 303 303 303
POST /unsubscribe/<unsubscribe_token>/undo                    303 303 303 303 303 303 303 303
# A site that does not use Microsoft accounts; tests/accounts/test_microsoft.py has one that does
POST /sign-in/microsoft                                       404 404 404 404 404 404 404 404
GET  /sign-in/microsoft/callback                              404 404 404 404 404 404 404 404
POST /sign-in/microsoft/complete                              404 404 404 404 404 404 404 404

# For anyone with an account
GET  /sign-in/kept                                            303 303 303 303 303 303 303 303
POST /sign-in/kept/<id:kept_id>/discard                       401 303 303 303 303 303 303 303
GET  /account/sign-ins                                        303 200 200 200 200 200 200 200
GET  /account/password                                        303 200 200 200 200 200 200 200
POST /account/password                                        401 422 422 422 422 422 422 422
GET  /account/address                                         303 200 200 200 200 200 200 200
POST /account/address                                         401 422 422 422 422 422 422 422
POST /account/address/cancel                                  401 303 303 303 303 303 303 303
GET  /account/address/<address_mark>                         303 404 404 404 404 404 404 404
POST /account/address/<address_mark>                         401 404 404 404 404 404 404 404
POST /account/sign-ins/<id:sign_in_id>/end                    401 404 404 404 404 404 404 404
GET  /cohorts                                                 303 200 200 200 200 200 200 200
GET  /account/profile                                         303 200 200 200 200 200 200 200
POST /account/profile                                         401 303 303 303 303 303 303 303
GET  /account/photo                                           303 200 200 200 200 200 200 200
POST /account/photo                                           401 303 303 303 303 303 303 303
GET  /account/profile/photo                                   303 200 200 200 200 200 200 200
POST /account/photo/remove                                    401 303 303 303 303 303 303 303
GET  /account/preferences                                     303 200 200 200 200 200 200 200
POST /account/preferences                                     401 303 303 303 303 303 303 303
GET  /account/away                                            303 200 200 200 200 200 200 200
POST /account/away                                            401 303 303 303 303 303 303 303
POST /account/away/<id:away_id>/remove                        401 303 303 303 303 303 303 303
POST /preview                                                 401 200 200 200 200 200 200 200

# One's own data: the download is only ever one's own
GET  /account/download                                        303 200 200 200 200 200 200 200
POST /account/download                                        401 303 303 303 303 303 303 303
GET  /account/download/<id:export_id>/file                    303 404 404 404 404 404 404 404
GET  /account/delete                                          303 200 200 200 200 200 200 200
GET  /account/closed                                          404 404 404 404 404 404 404 404
GET  /account/keep                                            303 303 303 303 303 303 303 303
POST /account/keep                                            401 303 303 303 303 303 303 303
# One's own account
GET  /account                                                 303 200 200 200 200 200 200 200
GET  /account/second-factor                                   303 200 200 200 200 200 200 200
GET  /account/second-factor/set-up                            303 303 303 303 303 303 303 303
POST /account/second-factor/begin                             401 303 303 303 303 303 303 303
POST /account/second-factor/set-up                            401 422 422 422 422 422 422 422
GET  /account/second-factor/recovery-codes                    303 303 303 303 303 303 303 303
POST /account/second-factor/recovery-codes                    401 303 303 303 303 303 303 303
POST /account/second-factor/recovery-codes/file               401 303 303 303 303 303 303 303
GET  /account/second-factor/change/<change>                   303 303 303 303 303 303 303 303
POST /account/second-factor/change/<change>                   401 303 303 303 303 303 303 303
GET  /account/microsoft                                       303 404 404 404 404 404 404 404
POST /account/microsoft                                       401 404 404 404 404 404 404 404
POST /account/microsoft/<id:identity_id>/disconnect           401 303 303 303 303 303 303 303
GET  /sign-in/second-step                                     303 303 303 303 303 303 303 303
POST /sign-in/second-step                                     401 303 303 303 303 303 303 303

# A cohort, for its members
GET  /cohorts/<cohort_slug>                                   303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/agreement                         303 404 200 200 404 403 404 403
POST /cohorts/<cohort_slug>/agreement                         401 404 303 303 404 403 404 403
GET  /cohorts/<cohort_slug>/people                            303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/people/<id:membership_id>         303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/people/<id:membership_id>/photo   303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/modules                           303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/modules/<module_slug>/_/print     303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/modules/course.epub                303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/modules/course.html                303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/modules/_/glossary                303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/modules/<module_slug>             303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/modules/<module_slug>/<page_slug> 303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/search                            303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/threads                           303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/threads/new                       303 404 200 200 404 403 404 403
POST /cohorts/<cohort_slug>/threads                           401 404 303 303 404 403 404 403
GET  /cohorts/<cohort_slug>/threads/<id:thread_id>            303 404 200 200 404 403 404 403
POST /cohorts/<cohort_slug>/threads/<id:thread_id>/posts      401 404 303 303 404 403 404 403
GET  /cohorts/<cohort_slug>/prompts/<prompt_key>/thread       303 404 200 200 404 403 404 403
POST /cohorts/<cohort_slug>/prompts/<prompt_key>/posts        401 404 303 303 404 403 404 403
GET  /cohorts/<cohort_slug>/modules/files/<path:path>         303 404 200 200 404 403 404 403

# A log: one's own; this entry is the participant's
GET  /cohorts/<cohort_slug>/log                               303 404 200 200 404 403 404 403
GET  /cohorts/<cohort_slug>/log/new                           303 404 200 200 404 403 404 403
POST /cohorts/<cohort_slug>/log                               401 404 303 303 404 403 404 403
GET  /cohorts/<cohort_slug>/log/<id:reflection_id>            303 404 200 404 404 403 404 403
GET  /cohorts/<cohort_slug>/log/<id:reflection_id>/edit       303 404 200 404 404 403 404 403
POST /cohorts/<cohort_slug>/log/<id:reflection_id>            401 404 303 404 404 403 404 403

# Marks, for participants
POST /cohorts/<cohort_slug>/modules/<module_slug>/<page_slug>/done      401 404 303 403 404 403 404 403
POST /cohorts/<cohort_slug>/modules/<module_slug>/<page_slug>/done/undo 401 404 303 403 404 403 404 403
POST /cohorts/<cohort_slug>/modules/<module_slug>/done                  401 404 303 403 404 403 404 403
POST /cohorts/<cohort_slug>/modules/<module_slug>/done/undo             401 404 303 403 404 403 404 403
POST /cohorts/<cohort_slug>/modules/<module_slug>/<page_slug>/place     401 404 204 204 404 403 404 403

# Hosting a cohort
GET  /cohorts/<cohort_slug>/progress                          303 404 403 200 404 403 404 403
GET  /cohorts/<cohort_slug>/progress.csv                      303 404 403 200 404 403 404 403
# Releases: the first POST closes the module, later ones open it again
GET  /cohorts/<cohort_slug>/releases                          303 404 403 200 404 200 404 200
GET  /cohorts/<cohort_slug>/releases/<module_slug>            303 404 403 200 404 200 404 200
POST /cohorts/<cohort_slug>/releases/<module_slug>            401 404 403 303 404 303 404 303
POST /cohorts/<cohort_slug>/releases/<module_slug>/early      401 404 403 303 404 303 404 303
POST /cohorts/<cohort_slug>/releases/<module_slug>/early/<id:membership_id>/end 401 404 403 303 404 303 404 303
POST /cohorts/<cohort_slug>/releases/<module_slug>/now        401 404 403 303 404 303 404 303
POST /cohorts/<cohort_slug>/releases/<module_slug>/computed   401 404 403 303 404 303 404 303
POST /cohorts/<cohort_slug>/releases/<module_slug>/hidden     401 404 403 303 404 303 404 303
POST /cohorts/<cohort_slug>/releases/<module_slug>/shown      401 404 403 303 404 303 404 303
GET  /cohorts/<cohort_slug>/registrations                     303 404 403 200 404 200 404 200
GET  /cohorts/<cohort_slug>/invitations                       303 404 403 200 404 200 404 200
GET  /cohorts/<cohort_slug>/invitations/new                   303 404 403 200 404 200 404 200
POST /cohorts/<cohort_slug>/invitations/check                 401 404 403 200 404 200 404 200
POST /cohorts/<cohort_slug>/invitations                       401 404 403 303 404 303 404 303
GET  /cohorts/<cohort_slug>/invitations/<id:invitation_id>    303 404 403 200 404 200 404 200
POST /cohorts/<cohort_slug>/invitations/<id:invitation_id>/resend 401 404 403 303 404 303 404 303
POST /cohorts/<cohort_slug>/invitations/<id:invitation_id>/revoke 401 404 403 303 404 303 404 303
GET  /cohorts/<cohort_slug>/members                           303 404 403 200 404 200 404 200
GET  /cohorts/<cohort_slug>/members/<id:membership_id>        303 404 403 200 404 200 404 200
GET  /cohorts/<cohort_slug>/members/<id:membership_id>/removal      303 404 403 200 404 200 404 200
GET  /cohorts/<cohort_slug>/members/<id:membership_id>/code   303 404 403 200 404 403 404 403
POST /cohorts/<cohort_slug>/members/<id:membership_id>/code   401 404 403 200 404 403 404 403
POST /cohorts/<cohort_slug>/members/<id:membership_id>/removal      401 404 403 303 404 303 404 303
POST /cohorts/<cohort_slug>/members/<id:membership_id>/removal/undo 401 404 403 303 404 303 404 303
GET  /cohorts/<cohort_slug>/members/<id:membership_id>/role   303 404 403 403 404 200 404 200
POST /cohorts/<cohort_slug>/members/<id:membership_id>/role   401 404 403 403 404 303 404 303

# The desk, for whoever runs the programme
GET  /organise                                                303 403 403 403 403 200 200 200
GET  /organise/programmes/new                                 303 403 403 403 403 200 200 200
POST /organise/programmes                                     401 403 403 403 403 303 303 303
GET  /organise/programmes/<programme_slug>                    303 404 404 404 404 200 404 200
GET  /organise/programmes/<programme_slug>/edit               303 404 404 404 404 200 404 200
POST /organise/programmes/<programme_slug>                    401 404 404 404 404 303 404 303
GET  /organise/programmes/<programme_slug>/organisers         303 404 404 404 404 200 404 200
POST /organise/programmes/<programme_slug>/organisers         401 404 404 404 404 403 404 303
GET  /organise/programmes/<programme_slug>/cohorts/new        303 404 404 404 404 200 404 200
POST /organise/programmes/<programme_slug>/cohorts            401 404 404 404 404 303 404 303
GET  /organise/programmes/<programme_slug>/content/files/<path:path> 303 404 404 404 404 200 404 200
GET  /organise/programmes/<programme_slug>/registrations      303 404 404 404 404 200 404 200
GET  /organise/cohorts/<cohort_slug>/edit                     303 404 403 403 404 200 404 200
POST /organise/cohorts/<cohort_slug>                          401 404 403 403 404 303 404 303

GET  /organise/programmes/<programme_slug>/content            303 404 404 404 404 200 404 200
GET  /organise/programmes/<programme_slug>/content/course.epub 303 404 404 404 404 200 404 200
GET  /organise/programmes/<programme_slug>/content/course.html 303 404 404 404 404 200 404 200
GET  /organise/programmes/<programme_slug>/content/modules/new 303 404 404 404 404 200 404 200
POST /organise/programmes/<programme_slug>/content/modules    401 404 404 404 404 303 404 303
GET  /organise/programmes/<programme_slug>/content/<id:text_id> 303 404 404 404 404 200 404 200
POST /organise/programmes/<programme_slug>/content/<id:text_id>/preview 401 404 404 404 404 200 404 200
POST /organise/programmes/<programme_slug>/content/<id:text_id> 401 404 404 404 404 303 404 303
GET  /organise/programmes/<programme_slug>/content/<id:text_id>/pages/new 303 404 404 404 404 200 404 200
POST /organise/programmes/<programme_slug>/content/<id:text_id>/pages 401 404 404 404 404 303 404 303
POST /organise/programmes/<programme_slug>/content/<id:text_id>/move 401 404 404 404 404 303 404 303
GET  /organise/programmes/<programme_slug>/content/<id:text_id>/remove 303 404 404 404 404 200 404 200
POST /organise/programmes/<programme_slug>/content/<id:text_id>/remove 401 404 404 404 404 303 404 303
POST /organise/programmes/<programme_slug>/content/<id:text_id>/bring-back 401 404 404 404 404 303 404 303
GET  /organise/programmes/<programme_slug>/content/<id:text_id>/revisions 303 404 404 404 404 200 404 200
GET  /organise/programmes/<programme_slug>/content/<id:text_id>/revisions/<id:revision_id> 303 404 404 404 404 200 404 200
GET  /organise/programmes/<programme_slug>/content/<id:text_id>/compare 303 404 404 404 404 303 404 303
POST /organise/programmes/<programme_slug>/content/<id:text_id>/draft 401 404 404 404 404 200 404 200
POST /organise/programmes/<programme_slug>/content/<id:text_id>/draft/drop 401 404 404 404 404 303 404 303
POST /organise/programmes/<programme_slug>/content/<id:text_id>/revisions/<id:revision_id>/restore 401 404 404 404 404 303 404 303
GET  /organise/programmes/<programme_slug>/content/files 303 404 404 404 404 200 404 200
POST /organise/programmes/<programme_slug>/content/files 401 404 404 404 404 303 404 303
GET  /organise/programmes/<programme_slug>/content/files/<id:file_id>/replace 303 404 404 404 404 200 404 200
POST /organise/programmes/<programme_slug>/content/files/<id:file_id>/replace 401 404 404 404 404 422 404 422
POST /organise/programmes/<programme_slug>/content/files/<id:file_id>/remove 401 404 404 404 404 303 404 303
GET  /organise/programmes/<programme_slug>/content/preview 303 404 404 404 404 200 404 200
GET  /organise/programmes/<programme_slug>/content/preview/<module_slug> 303 404 404 404 404 303 404 303
GET  /organise/programmes/<programme_slug>/content/preview/<module_slug>/<page_slug> 303 404 404 404 404 303 404 303
GET  /organise/programmes/<programme_slug>/history            303 404 404 404 404 200 404 200
GET  /organise/programmes/<programme_slug>/history.csv        303 404 404 404 404 200 404 200

# The whole site, for administrators
GET  /admin/checklist                                         303 403 403 403 403 403 403 200
GET  /admin/history                                           303 403 403 403 403 403 403 200
GET  /admin/history.csv                                       303 403 403 403 403 403 403 200
GET  /admin/settings                                          303 403 403 403 403 403 403 200
GET  /admin/settings/<group>                                  303 403 403 403 403 403 403 200
POST /admin/settings/<group>                                  401 403 403 403 403 403 403 303
POST /admin/settings/<setting_name>/default                   401 403 403 403 403 403 403 303

GET  /admin                                                   303 403 403 403 403 403 403 200
GET  /admin/people                                            303 403 403 403 403 403 403 200
GET  /admin/people/invite                                     303 403 403 403 403 403 403 200
POST /admin/people/invite                                     401 403 403 403 403 403 403 303
GET  /admin/people/<id:person_id>                             303 403 403 403 403 403 403 200
GET  /admin/people/<id:person_id>/acts/<person_act>           303 403 403 403 403 403 403 200
POST /admin/people/<id:person_id>/acts/<person_act>           401 403 403 403 403 403 403 303

# Looking after people's data
GET  /admin/complaints                                        303 403 403 403 403 403 403 200
GET  /admin/complaints/<id:complaint_id>                      303 403 403 403 403 403 403 200
POST /admin/complaints/<id:complaint_id>                      401 403 403 403 403 403 403 303
POST /admin/complaints/<id:complaint_id>/release              401 403 403 403 403 403 403 303
GET  /admin/privacy-notice                                    303 403 403 403 403 403 403 200
GET  /admin/privacy-notice/edit                               303 403 403 403 403 403 403 200
POST /admin/privacy-notice                                    401 403 403 403 403 403 403 303
GET  /admin/privacy-notice/preview                            303 403 403 403 403 403 403 200
POST /admin/privacy-notice/publish                            401 403 403 403 403 403 403 303
POST /admin/privacy-notice/drop                               401 403 403 403 403 403 403 303
GET  /admin/retention                                         303 403 403 403 403 403 403 200
GET  /admin/people/<id:person_id>/erase                       303 403 403 403 403 403 403 200
POST /admin/people/<id:person_id>/erase                       401 403 403 403 403 403 403 303
# Mail and jobs, for administrators
GET  /admin/mail                                              303 403 403 403 403 403 403 200
GET  /admin/mail/test                                         303 403 403 403 403 403 403 200
POST /admin/mail/test                                         401 403 403 403 403 403 403 303
GET  /admin/mail/<id:message_id>                              303 403 403 403 403 403 403 200
POST /admin/mail/<id:message_id>/clear-bounces                401 403 403 403 403 403 403 303
POST /admin/mail/<id:message_id>/resend                       401 403 403 403 403 403 403 303
POST /admin/mail/<id:message_id>/cancel                       401 403 403 403 403 403 403 303
GET  /admin/jobs                                              303 403 403 403 403 403 403 200

# These begin or end a sign-in, so they come last; an only organiser or administrator must
# stay; after POST /sign-in everybody is the host
POST /account/delete                                          401 303 303 303 303 409 409 409
POST /invitation/<token>                                      303 303 303 303 303 303 303 303
POST /sign-in                                                 303 303 303 303 303 303 303 303
POST /account/sign-ins/end-all                                303 303 303 303 303 303 303 303
POST /invitation/<token>/sign-out                             303 303 303 303 303 303 303 303
POST /sign-out                                                303 303 303 303 303 303 303 303
"""  # noqa: E501


@dataclass(frozen=True)
class Line:
    """One route and method; `expected` is {role: status}."""

    method: str
    rule: str
    expected: dict[str, int]

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def _read(text: str) -> list[Line]:
    lines = []
    for row in text.splitlines():
        if not row or row.startswith("#"):
            continue
        method, rule, *statuses = row.split()
        assert len(statuses) == len(ROLES), f"one status for each of {len(ROLES)} roles: {row}"
        lines.append(Line(method, rule, dict(zip(ROLES, map(int, statuses), strict=True))))
    return lines


LINES = _read(TABLE)
