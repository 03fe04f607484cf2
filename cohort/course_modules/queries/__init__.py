"""Finding modules, pages and prompts. The viewer decides what can be found."""

from cohort.course_modules.queries.assets import (
    FoundAsset,
    get_asset,
    get_asset_to_edit,
    get_shared_asset,
)
from cohort.course_modules.queries.glossary import TermRow, terms_visible_to
from cohort.course_modules.queries.headings import PageHeading
from cohort.course_modules.queries.reading import (
    done_marks_in_cohort,
    get_module,
    get_module_line,
    get_page,
    get_prompt,
    get_whole_module,
    modules_visible_to,
    outline_of,
)
from cohort.course_modules.queries.rows import (
    ModuleRow,
    OpenModule,
    OutlineRow,
    PageRow,
    PromptRow,
    ReadPage,
    Stop,
)

__all__ = [
    "FoundAsset",
    "ModuleRow",
    "OpenModule",
    "OutlineRow",
    "PageHeading",
    "PageRow",
    "PromptRow",
    "ReadPage",
    "Stop",
    "TermRow",
    "done_marks_in_cohort",
    "get_asset",
    "get_asset_to_edit",
    "get_module",
    "get_module_line",
    "get_page",
    "get_prompt",
    "get_shared_asset",
    "get_whole_module",
    "modules_visible_to",
    "outline_of",
    "terms_visible_to",
]
