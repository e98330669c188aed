import { isAnswer } from "./answer.js";

/** After this many ms without an answer the function is probably being started. */
const SLOW_AFTER = 2500;
/** After this many ms, and those that the way there takes, nobody believes in an answer any more. */
const GIVE_UP_AFTER = 60_000;
/** Bytes a ms on the slowest line: a photograph takes minutes on it. */
const SLOWEST = 5;
/** For so many ms after the function was heard it is awake; unused it may be put to sleep. */
const AWAKE_FOR = 5 * 60_000;

/**
 * @typedef {object} Failure
 * @property {"offline" | "unreachable" | "timeout" | "problem" | "garbled"} kind
 * @property {{title: string?, detail: string?, status: number}} [problem] what the function said (RFC 9457)
 */

/**
 * The function, asked over HTTP. One request at a time: a newer one cancels the older, and a late answer of an older
 * one is never told. `change` tells of each new phase; `answer`, `failure` and `slow` say the rest.
 */
export class Reader extends EventTarget {
  /** @type {"idle" | "waiting" | "answered" | "failed"} */
  phase = "idle";
  slow = false;
  answer = null;
  /** @type {Failure?} */
  failure = null;
  #number = 0;
  #controller = null;
  #body = null;
  #insists = false;
  #wokenAt = -Infinity;
  #heardAt = -Infinity;

  constructor(url, { slowAfter = SLOW_AFTER, giveUpAfter = GIVE_UP_AFTER } = {}) {
    super();
    Object.assign(this, { url, slowAfter, giveUpAfter });
  }

  /** Wake a function that may be asleep, so that it is there when the number has been written. */
  wake() {
    if (isRecent(this.#wokenAt) || this.#isAwake()) return;
    this.#wokenAt = Date.now();
    fetch(this.url, { priority: "low" }).then(
      ({ ok }) => ok && this.#hear(),
      () => { this.#wokenAt = -Infinity; },
    );
  }

  async read(body) {
    this.cancel();
    this.#body = body;
    this.#insists = false;
    const number = this.#number;
    const current = (step) => () => number === this.#number && step();
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    const text = JSON.stringify(body);
    const giveUpAfter = this.giveUpAfter + Math.floor(text.length / SLOWEST);
    const timers = [
      setTimeout(current(() => this.#become("waiting", { slow: !this.#isAwake() })), this.slowAfter),
      setTimeout(current(() => this.#lose({ kind: "timeout" })), giveUpAfter),
    ];
    this.#become("waiting");
    try {
      const outcome = await ask(this.url, text, signal);
      current(() => this.#become(outcome.failure ? "failed" : "answered", outcome))();
    } catch {
      current(() => this.#lose({ kind: online() ? "unreachable" : "offline" }))();
    } finally {
      timers.forEach(clearTimeout);
    }
  }

  retry() {
    if (this.#body) this.read(this.#body);
  }

  /** Should what is awaited be lost, ask once more. */
  insist() {
    this.#insists = true;
  }

  /** Forget what was asked and answered. */
  cancel() {
    this.#number += 1;
    this.#controller?.abort();
    this.#controller = null;
    if (this.phase !== "idle") this.#become("idle");
  }

  #isAwake() {
    return isRecent(this.#heardAt);
  }

  /** It is awake: what still takes long is the way to it, of a picture say, or reading. */
  #hear() {
    this.#heardAt = Date.now();
    if (this.slow) this.#become("waiting");
  }

  /** What was asked is not answered any more. */
  #lose(failure) {
    if (this.#insists) {
      this.retry();
      return;
    }
    this.#number += 1;
    this.#controller.abort();
    this.#become("failed", { failure });
  }

  #become(phase, { slow = false, answer = null, failure = null } = {}) {
    Object.assign(this, { phase, slow, answer, failure });
    if (phase === "answered") this.#heardAt = Date.now();
    this.dispatchEvent(new Event("change"));
  }
}

const isRecent = (time) => Date.now() - time < AWAKE_FOR;
const online = () => globalThis.navigator?.onLine !== false;

async function ask(url, body, signal) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
    signal,
  });
  const said = await response.json().catch((error) => {
    // Cut off on its way, or no JSON.
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  });
  if (!response.ok) {
    return { failure: { kind: "problem", problem: { title: null, detail: null, ...said, status: response.status } } };
  }
  return isAnswer(said) ? { answer: said } : { failure: { kind: "garbled" } };
}
