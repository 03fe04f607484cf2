// Every page works without this file. One behaviour a module; each finds its own elements and does nothing without them.
import "./error-summary.js";
import "./tabs.js";
import "./grow.js";
import "./count.js";
import "./toolbar.js";
import "./preview.js";
import "./password.js";
import "./sort-table.js";
import "./once.js";
import "./saved.js";
import "./video.js";
// What few pages need, their templates name: drafts.js, mention.js, place.js, term.js, contents.js, blocks.js, live-preview.js,
// look-again.js, go-on.js and send-now.js.
