"""Finding modules, pages and prompts. The viewer decides what can be found."""

from cohort.course_modules.queries.assets import FoundAsset, get_asset, get_asset_to_edit
from cohort.course_modules.queries.lines import (
    ModuleLine,
    OpenModule,
    PageLine,
    PromptLine,
    ReadPage,
)
from cohort.course_modules.queries.reading import (
    done_marks_in_cohort,
    get_module,
    get_page,
    get_prompt,
    modules_visible_to,
)

__all__ = [
    "FoundAsset",
    "ModuleLine",
    "OpenModule",
    "PageLine",
    "PromptLine",
    "ReadPage",
    "done_marks_in_cohort",
    "get_asset",
    "get_asset_to_edit",
    "get_module",
    "get_page",
    "get_prompt",
    "modules_visible_to",
]
