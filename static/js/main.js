// Every page works without this file. One behaviour a module; each finds its own elements and does nothing without them.
import "./error-summary.js";
import "./tabs.js";
import "./grow.js";
import "./count.js";
import "./toolbar.js";
import "./preview.js";
import "./blocks.js";
import "./live-preview.js";
import "./password.js";
import "./sort-table.js";
import "./once.js";
import "./send-now.js";
import "./go-on.js";
import "./saved.js";
import "./look-again.js";
import "./contents.js";
import "./video.js";
import "./place.js";
import "./term.js";
// Beside these, drafts.js: the largest, and few pages write. components/drafts.html names it.
