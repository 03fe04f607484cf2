// Keeps the server's copy of what stands in the boxes, and says so only when the server has answered for exactly that.
import { checksum } from "./draft-checksum.js";

const PAUSE = 2000; // milliseconds without a key before it is sent
const LONGEST_WAIT = 8000; // and the longest that steady typing keeps it waiting
const LATE = 10000; // without an answer for what is in the boxes: the page says so, once
const LONGEST_PAUSE = 60000; // between two attempts when nothing is typed
const STALE = "This form had gone stale"; // in cohort/web/errors.py
const MOST_BYTES_ON_LEAVING = 60000; // what a browser still sends for a page that goes

export class Saver {
  // values(): the words in the boxes. send(values, turn, options): a Promise of a Response. moved(key): the draft goes on under
  // this key. settled(told, isExact): the server has answered for words that were sent. say(words, isUrgent).
  constructor({ values, send, moved, settled, say, key, times, words, hasCopy }) {
    Object.assign(this, { values, send, moved, settled, say, key, times, words, hasCopy });
    this.turn = 0;
    this.savedAt = "";
    this.failed = 0;
    this.isStopped = false;
  }

  time(name, usual) { return Number(this.times[name] ?? usual); }

  get isWaiting() { return Boolean(this.waitsSince); }

  typed() {
    this.isStopped = false;
    const now = Date.now();
    if (!this.isLate) this.say("");
    this.waitsSince ||= now;
    this.lateTimer ||= setTimeout(() => this.late(), this.time("draftLate", LATE));
    this.firstWait ||= now;
    const pause = this.time("draftPause", PAUSE);
    const longest = this.time("draftLongest", LONGEST_WAIT);
    this.plan(Math.min(pause, this.firstWait + longest - now));
  }

  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), Math.max(0, wait));
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.lateTimer);
    this.lateTimer = null;
    this.sending?.abort();
  }

  // One at a time: an answer that takes long is waited for, but not for ever.
  async go(options = {}) {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    if (this.sending && !options.keepalive) {
      this.isDue = true;
      return;
    }
    this.firstWait = 0;
    this.turn += 1;
    const [turn, sent, sending] = [this.turn, this.values(), new AbortController()];
    const [sum, key] = [checksum(sent), this.key()];
    this.sending = sending;
    const patience = setTimeout(() => sending.abort(), this.time("draftLate", LATE));
    let trouble = null;
    try {
      trouble = await this.take(await this.send(sent, turn, { ...options, signal: sending.signal }), { turn, sum, key });
    } catch {
      trouble = {}; // no network, cut short, too slow, or no JSON at all
    }
    clearTimeout(patience);
    if (this.sending === sending) this.sending = null;
    if (this.isStopped) return;
    if (trouble) this.tryAgain(trouble, sum);
    else if (this.isDue || this.waitsSince) this.plan(this.isDue ? 0 : this.time("draftPause", PAUSE));
    this.isDue = false;
  }

  // What went wrong, or null when the server holds what was sent.
  async take(answer, { turn, sum, key }) {
    if (answer.status === 401) return { says: "Not saved: you are signed out." };
    if (answer.status === 413) return { says: "Not saved: this is too long for the server.", isFinal: true };
    const told = await answer.json();
    if (answer.status === 400 && told.problem === STALE) return { says: "Not saved: you have signed out, or in again, since this page was opened." };
    if (answer.status === 409 && told.key === key && /^[0-9a-z]{13}$/.test(told.fresh_key) && !this.isStopped) {
      this.moved(told.fresh_key); // what stands there was finished, or is another page's: this goes on as a draft of its own
      return { isAtOnce: this.failed < 3 };
    }
    // The turn too: with the text typed back to what it was, the answer to an earlier sending would fit.
    if (!answer.ok || told.turn !== turn || told.key !== key || told.checksum !== sum || !["kept", "older", "nothing"].includes(told.outcome)) return {};
    this.failed = 0;
    this.savedAt = told.saved;
    const isExact = turn === this.turn && key === this.key() && checksum(this.values()) === sum;
    this.settled(told, isExact);
    if (isExact) this.exact(told);
    return null;
  }

  exact(told) {
    clearTimeout(this.lateTimer);
    this.lateTimer = null;
    this.waitsSince = 0;
    const wasLate = this.isLate;
    this.isLate = false;
    this.say(told.outcome === "nothing" ? "" : `${this.words} ${told.saved}`, wasLate);
  }

  tryAgain({ says, isFinal, isAtOnce }, sum) {
    this.failed += 1;
    if (says) this.late(says);
    if (isFinal && !this.isDue && checksum(this.values()) === sum) return;
    this.plan(isAtOnce ? 0 : Math.min(LONGEST_PAUSE, this.time("draftPause", PAUSE) * 2 ** Math.min(this.failed, 6)));
  }

  late(says = "") {
    clearTimeout(this.lateTimer);
    this.lateTimer ||= -1; // one warning, until it is saved
    const what = says || (this.savedAt ? `Not saved since ${this.savedAt}.` : "Not saved yet.");
    if (this.isLate && (!says || says === this.isLate)) return;
    this.isLate = says || true;
    this.say(`${what} ${this.hasCopy() ? "A copy is on this device." : "This device could keep no copy either: copy your words before you leave."}`, true);
  }

  // The network is back: the long pauses that failures have led to are over.
  again() {
    this.failed = 0;
    if (this.isWaiting) this.go();
  }

  // The page is being left or hidden: what the server does not have is sent off at once.
  leave() {
    if (!this.isWaiting || this.isStopped) return;
    const size = new URLSearchParams(this.values()).toString().length; // as it is sent, in ASCII
    this.go({ keepalive: size < MOST_BYTES_ON_LEAVING });
  }
}
