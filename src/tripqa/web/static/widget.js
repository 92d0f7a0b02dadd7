// <tripqa-search>: a box that searches trip reports or answers from them, on any page. docs/widget.md describes it.
// One file, no dependencies. Text from documents is only ever set as text; nothing here makes elements from a string.
"use strict";
(() => {
if (customElements.get("tripqa-search")) return; // the script is on the page twice

const HOME = new URL(".", document.currentScript?.src || document.baseURI); // where this script came from is its server
const PAUSE = 200; // ms without typing before a search
const PATIENCE = 30_000; // ms for a reply, tries included
const TRIES = 5; // while the server says that it is busy
const DEFAULT_HITS = 5, MOST_HITS = 50, LONGEST_QUESTION = 2000;
const HANGUL = /^[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]+$/;
// No simplified or Japanese text has these: with no kana around, they tell Traditional Chinese.
const TRADITIONAL = /[這個們說國會學與應對發點區體讓還麼]/;

const WORDS = {
  ja: {
    search: "検索", searchLabel: "報告書を検索", ask: "質問", askLabel: "報告書に質問",
    busy: "検索しています…", wait: "サーバーの準備を待っています…", hits: (n) => `${n}件見つかりました`,
    none: "見つかりませんでした。", answered: (n) => `回答（引用${n}件）`, noAnswer: "報告書には書かれていないようです。",
    conflict: "報告書の記載が食い違っています", quotes: "引用", near: "近い箇所", tab: "新しいタブで開きます",
    original: (name) => `原文（${name}）`, again: "もう一度試す",
    blocked: (host) => `このページの設定（Content-Security-Policyのconnect-src）が${host}への接続を許していません。`,
    unreachable: (host) => `検索サーバー（${host}）に接続できません。`, refused: "このページからの検索は許可されていません。",
    overloaded: "検索サーバーが混み合っています。", timeout: "時間内に返事がありませんでした。", failed: "検索できませんでした。",
  },
  en: {
    search: "Search", searchLabel: "Search the reports", ask: "Ask", askLabel: "Ask the reports",
    busy: "Searching…", wait: "Waiting for the server to be ready…", hits: (n) => `${n} ${n === 1 ? "passage" : "passages"} found`,
    none: "Nothing found.", answered: (n) => `Answer, with ${n} ${n === 1 ? "quote" : "quotes"}`,
    noAnswer: "The reports do not seem to say.",
    conflict: "The reports disagree", quotes: "Quotes", near: "Nearest passages", tab: "Opens in a new tab",
    original: (name) => `Original text (${name})`, again: "Try again",
    blocked: (host) => `This page’s Content-Security-Policy (connect-src) does not let it reach ${host}.`,
    unreachable: (host) => `The search server (${host}) cannot be reached.`, refused: "Searching is not allowed from this page.",
    overloaded: "The search server is busy.", timeout: "The search server did not reply in time.", failed: "The search did not work.",
  },
  ko: {
    search: "검색", searchLabel: "보고서 검색", ask: "질문", askLabel: "보고서에 질문",
    busy: "검색 중…", wait: "서버가 준비되기를 기다리는 중…", hits: (n) => `${n}건을 찾았습니다`,
    none: "찾지 못했습니다.", answered: (n) => `답변 (인용 ${n}건)`, noAnswer: "보고서에는 나와 있지 않은 것 같습니다.",
    conflict: "보고서의 내용이 서로 다릅니다", quotes: "인용", near: "가까운 부분", tab: "새 탭에서 열립니다",
    original: (name) => `원문 (${name})`, again: "다시 시도",
    blocked: (host) => `이 페이지의 설정(Content-Security-Policy의 connect-src)이 ${host} 연결을 허용하지 않습니다.`,
    unreachable: (host) => `검색 서버(${host})에 연결할 수 없습니다.`, refused: "이 페이지에서는 검색이 허용되지 않습니다.",
    overloaded: "검색 서버가 혼잡합니다.", timeout: "제한 시간 안에 응답이 없었습니다.", failed: "검색하지 못했습니다.",
  },
  "zh-Hant": {
    search: "搜尋", searchLabel: "搜尋報告", ask: "提問", askLabel: "向報告提問",
    busy: "搜尋中…", wait: "正在等候伺服器就緒…", hits: (n) => `找到 ${n} 段`,
    none: "找不到相關內容。", answered: (n) => `回答（引用 ${n} 則）`, noAnswer: "報告中似乎沒有提到。",
    conflict: "報告的記載互有出入", quotes: "引用", near: "最接近的段落", tab: "在新分頁開啟",
    original: (name) => `原文（${name}）`, again: "再試一次",
    blocked: (host) => `此頁面的設定（Content-Security-Policy 的 connect-src）不允許連線到 ${host}。`,
    unreachable: (host) => `無法連線到搜尋伺服器（${host}）。`, refused: "不允許從此頁面搜尋。",
    overloaded: "搜尋伺服器忙碌中。", timeout: "搜尋伺服器未及時回應。", failed: "搜尋失敗。",
  },
};

const STYLE = `
:host { display: block; width: 100%; max-width: 46rem; box-sizing: border-box; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
#box {
  --_accent: #24508a; --_text: #1d2126; --_muted: #5b626b; --_background: #fff; --_line: #868d96; --_mark: #fbeeb8;
}
@supports (color: light-dark(#000, #fff)) {
  #box { /* the page's color-scheme says which, so that a page which stays white keeps a light box */
    --_accent: light-dark(#24508a, #9cc0f0); --_text: light-dark(#1d2126, #e8e6e1); --_muted: light-dark(#5b626b, #a7adb5);
    --_background: light-dark(#fff, #191b1e); --_line: light-dark(#868d96, #757c85); --_mark: light-dark(#fbeeb8, #554615);
  }
}
#box {
  --accent: var(--tripqa-accent, var(--_accent)); --text: var(--tripqa-text, var(--_text));
  --muted: var(--tripqa-muted, var(--_muted)); --background: var(--tripqa-background, var(--_background));
  --line: var(--tripqa-line, var(--_line)); --hairline: color-mix(in srgb, var(--line) 36%, transparent);
  --radius: var(--tripqa-radius, .625rem);
  container-type: inline-size; color: var(--text); background: var(--background);
  border: 1px solid var(--line); border-radius: var(--radius);
  font-family: var(--tripqa-font, system-ui, sans-serif); font-style: normal; font-weight: 400; line-height: 1.65;
  text-align: start; text-indent: 0; text-transform: none; white-space: normal; overflow-wrap: anywhere; line-break: strict;
}
:lang(ko) { word-break: keep-all; }
p, ol, ul, blockquote { margin: 0; padding: 0; list-style: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
form { position: relative; display: flex; align-items: stretch; border-radius: var(--radius); }
svg { flex: none; align-self: center; width: 1.125em; height: 1.125em; margin-inline-start: .875em; color: var(--muted);
  fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; }
input, button { font: inherit; color: inherit; background: none; border: 0; margin: 0; border-radius: inherit; }
input { flex: 1; min-width: 0; padding: .7em .7em; outline: none; text-overflow: ellipsis; }
input::placeholder { color: var(--muted); opacity: 1; }
button { padding: .35em .9em; min-width: 1.5rem; min-height: 1.5rem; color: var(--accent); font-weight: 600; cursor: pointer;
  white-space: nowrap; }
form button { margin: .25em; border-radius: calc(var(--radius) - .25em); }
button:hover { background: color-mix(in srgb, var(--accent) 9%, transparent); }
form:has(input:focus-visible), a:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
#status { padding: 0 1.125em; color: var(--muted); font-size: .8125em; }
#status:not(:empty) { padding-block: .75em .25em; border-top: 1px solid var(--hairline); }
#box[data-state=none] #status, #box[data-state=failed] #status { padding-block: .9em .5em; color: var(--text); font-size: 1.125em; }
#sheet { padding: 0 1.125em; }
#sheet:not(:empty) { padding-bottom: 1em; }
#sheet > button { margin: 0 0 0 -.9em; border-radius: .4em; }
.note { color: var(--muted); font-size: .8125em; }
.title { margin-top: 1.25em; padding-top: .9em; border-top: 1px solid var(--hairline); color: var(--muted); font-size: .8125em;
  font-weight: 600; }
.text { unicode-bidi: isolate; white-space: pre-line; }
a { color: var(--accent); text-decoration: underline; text-decoration-color: color-mix(in srgb, currentColor 35%, transparent);
  text-decoration-thickness: 1px; text-underline-offset: .22em; border-radius: .2em; }
a:hover { text-decoration-color: currentColor; }
.place { display: inline-block; min-height: 1.5rem; font-weight: 600; unicode-bidi: isolate; }
.hit { padding: .8em 0 .9em; }
.hit + .hit { border-top: 1px solid var(--hairline); }
.hit .text { margin-top: .25em; }
mark { color: inherit; background: var(--tripqa-mark, var(--_mark)); border-radius: .15em; padding-block: .05em; }
blockquote, .value { font-family: var(--tripqa-quote-font, ui-serif, Georgia, "Times New Roman", serif); }
.values { display: flex; flex-wrap: wrap; gap: .1em 1.5em; margin: .4em 0 .3em; }
.value { font-size: 1.75em; line-height: 1.4; color: inherit; unicode-bidi: isolate; }
.number { font: 600 .75rem/1 var(--tripqa-font, system-ui, sans-serif); color: var(--accent); font-variant-numeric: tabular-nums; }
.value .number { margin-inline-start: .3em; vertical-align: super; }
.conflict { margin: .5em 0 .9em; padding: .6em 0 .5em .9em; border-inline-start: 3px solid var(--accent); }
.conflict p { font-weight: 600; font-size: .9375em; }
.cited { display: grid; grid-template-columns: 1.5em minmax(0, 1fr); padding: .7em 0 .5em; }
.cited > .number { padding-top: .62em; }
blockquote { font-size: 1.1875em; line-height: 1.7; }
.cited .place { font-size: .875em; margin-top: .2em; }
@container (max-width: 24rem) {
  svg { display: none; }
  #status, #sheet { padding-inline: .8em; }
  .value { font-size: 1.5em; }
}
@media (prefers-reduced-motion: no-preference) {
  a, button { transition: background-color .12s, text-decoration-color .12s; }
  @keyframes pass { from { transform: translateX(-100%); } to { transform: translateX(300%); } }
}
#run { position: absolute; inset: auto var(--radius) -1px; height: 2px; overflow: hidden; pointer-events: none; }
#box[aria-busy=true] #run::after { content: ""; display: block; width: 34%; height: 100%; background: var(--accent);
  animation: pass 1.2s .3s ease-in-out infinite both; }
@media (prefers-reduced-motion: reduce) { #box[aria-busy=true] #run::after { width: 100%; opacity: .5; } }
@media (forced-colors: active) { mark { color: MarkText; background: Mark; forced-color-adjust: none; } }
`;

let sheet = null;
try {
  sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
} catch {
  console.warn("tripqa-search works here, but plainly: this browser has no constructable style sheets");
}

/** The server replied, but not with what was asked for. */
class Failure extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** Make an element. Strings become text; attributes and children that are null or undefined are left out. */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value != null) made.setAttribute(key, value);
  made.append(...children.filter((child) => child != null));
  return made;
}

/** A magnifying glass: SVG, since the page's policy may forbid images. */
function glass() {
  const [svg, path] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "M8.5 3a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M12.6 12.6l4.4 4.4");
  svg.append(path);
  return svg;
}

/** The language of what is around a node, across shadow roots; the reader's where nothing says. */
function languageAround(node) {
  for (; node; node = node.getRootNode().host) {
    const nearest = node.closest("[lang]");
    if (nearest) return nearest.getAttribute("lang") || navigator.language;
  }
  return navigator.language;
}

/** Which of our languages serves a reader of that one. */
function ours(tag) {
  const language = tag.toLowerCase().split("-")[0];
  return language === "zh" ? "zh-Hant" : language in WORDS ? language : "en";
}

/** The language of a document's text as far as its characters tell, else null: a wrong one is worse than none. */
function languageOf(text) {
  const count = (pattern) => (text.match(pattern) ?? []).length;
  const kana = count(/[\u3041-\u3096\u30a1-\u30fa]/g), hangul = count(/[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]/g);
  if (kana || hangul) return hangul > kana ? "ko" : "ja";
  if (TRADITIONAL.test(text)) return "zh-Hant";
  const others = count(/[^\W\d_A-Za-z]|[^\x00-\x7f]/g);
  return count(/[A-Za-z]/g) > 5 * others && /\b(the|is|are|was|were|of|and|to)\b/i.test(text) ? "en" : null;
}

/** Text of which every second part is marked. */
function marked(parts) {
  return parts.map((part, at) => (at % 2 ? make("mark", {}, part) : part));
}

/** A hit's text, cut around the terms that the question shares with it. */
function aroundTerms(text, terms) {
  const escaped = terms.filter(Boolean).sort((a, b) => b.length - a.length).map((term) => term.replace(/[^\p{L}\p{N}]/gu, "\\$&"));
  return escaped.length ? text.split(new RegExp(`(${escaped.join("|")})`)) : [text];
}

/** A quote, cut around the values in it. Places count code points, JavaScript counts UTF-16 units. */
function aroundValues(citation, values) {
  const points = Array.from(citation.quote), parts = [];
  let done = 0;
  for (const { start, end } of values.sort((a, b) => a.start - b.start)) {
    parts.push(points.slice(done, start - citation.start).join(""), points.slice(start - citation.start, end - citation.start).join(""));
    done = end - citation.start;
  }
  return [...parts, points.slice(done).join("")];
}

function pause(ms, signal) {
  return new Promise((done, stop) => {
    setTimeout(done, ms);
    signal.addEventListener("abort", stop);
  });
}

class TripqaSearch extends HTMLElement {
  static observedAttributes = ["lang", "placeholder", "top-k", "document", "mode", "endpoint"];

  #box; #label; #input; #button; #status; #sheet;
  #words = WORDS.en;
  #language = "en";
  #turn = null; // what was asked last: { kind, question, controller, reply, failure }
  #timer = 0;
  #blocked = false; // the page's policy forbade the last request

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    if (sheet) root.adoptedStyleSheets = [sheet];
    this.#label = make("label", { class: "unseen", for: "question" });
    this.#input = make("input", {
      id: "question", type: "text", role: "searchbox", enterkeyhint: "search", inputmode: "search",
      autocomplete: "off", maxlength: LONGEST_QUESTION,
    });
    this.#button = make("button", { type: "submit" });
    this.#status = make("p", { id: "status", role: "status" });
    this.#sheet = make("div", { id: "sheet" });
    const form = make("form", {}, this.#label, glass(), this.#input, this.#button, make("div", { id: "run" }));
    this.#box = make("div", { id: "box", role: "search", dir: "ltr" }, form, this.#status, this.#sheet);
    root.append(this.#box);

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#input.addEventListener("input", (event) => {
      if (!event.isComposing) this.#typed();
    });
    this.#input.addEventListener("compositionupdate", (event) => this.#composed(event.data));
    this.#input.addEventListener("compositionend", () => this.#typed());
    this.#box.addEventListener("keydown", (event) => this.#pressed(event));
  }

  connectedCallback() {
    document.addEventListener("securitypolicyviolation", this);
    this.#dress();
    if (!this.#turn?.reply && !this.#turn?.failure) this.#typed(); // it was taken away while a question was under way
  }

  disconnectedCallback() {
    document.removeEventListener("securitypolicyviolation", this);
    this.#stop();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.isConnected || before === after) return;
    if (["lang", "placeholder", "mode"].includes(name)) return this.#dress();
    const { kind } = this.#turn ?? {};
    if (kind) this.#later(() => this.#run(kind));
  }

  /** The page's policy has forbidden something: say so if it was our request. */
  handleEvent(event) {
    if (event.disposition !== "enforce" || !event.blockedURI.startsWith(this.#server?.origin)) return;
    this.#blocked = true;
    if (this.#turn?.failure === "unreachable") this.#fail(new Failure("blocked", "the page's connect-src forbids it"));
  }

  get #server() {
    const given = this.getAttribute("endpoint");
    if (!given) return HOME;
    try {
      const url = new URL(given.replace(/\/*$/, "/"), document.baseURI);
      return /^https?:$/.test(url.protocol) ? url : null;
    } catch {
      return null; // no address at all
    }
  }

  /** Put on the words of the reader's language, and show anew in it what is shown. */
  #dress() {
    this.#language = ours(languageAround(this));
    this.#words = WORDS[this.#language];
    const kind = this.#mode;
    const label = this.getAttribute("placeholder") || this.#words[`${kind}Label`];
    this.#box.lang = this.#language;
    this.#box.setAttribute("aria-label", label);
    this.#label.textContent = this.#input.placeholder = label;
    this.#button.textContent = this.#words[kind];
    if (this.#turn?.reply && !this.#closed) this.#show();
    if (this.#turn?.failure) this.#explain();
  }

  get #mode() {
    return this.getAttribute("mode") === "ask" ? "ask" : "search";
  }

  get #closed() {
    return this.#sheet.hidden;
  }

  // What the reader does

  #submit() {
    this.#run(this.#mode);
  }

  #typed() {
    const question = this.#input.value.trim();
    if (question === this.#turn?.question && !this.#turn.failure) return clearTimeout(this.#timer);
    this.#later(() => this.#run("search"));
  }

  /** An input method is composing. Hangul is text already; of anything else the candidates are still being chosen. */
  #composed(data) {
    if (HANGUL.test(data)) this.#typed();
    else if (data) this.#stop();
  }

  #later(step) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(step, PAUSE);
  }

  /** Keys move through real focus: the box, then every link. Keys of an input method are its own. */
  #pressed(event) {
    // Safari ends a composition before it sends the Enter that ended it, with this key code
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const inBox = event.target === this.#input;
    const stops = [...this.#sheet.querySelectorAll("a, button")], at = stops.indexOf(event.target);
    const go = (target) => {
      event.preventDefault();
      target?.focus();
    };
    if (event.key === "Enter" && inBox) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "ArrowDown" && inBox && this.#closed) {
      event.preventDefault();
      this.#open();
    } else if (event.key === "ArrowDown" && (inBox || at >= 0)) go(stops[at + 1]);
    else if (event.key === "ArrowUp" && at >= 0) go(stops[at - 1] ?? this.#input);
    else if (event.key === "Home" && at >= 0) go(stops[0]);
    else if (event.key === "End" && at >= 0) go(stops.at(-1));
    else if (event.key === "Escape" && at >= 0) go(this.#input);
    else if (event.key === "Escape" && inBox && this.#turn) {
      this.#close() && event.preventDefault();
    }
  }

  /** Put the list away and keep the words. Returns whether there was anything to put away. */
  #close() {
    this.#stop();
    if (this.#closed || !this.#box.dataset.state) return false;
    this.#sheet.hidden = true;
    this.#status.textContent = "";
    return true;
  }

  #open() {
    if (this.#turn?.reply) this.#show();
    else if (this.#turn?.failure) this.#explain();
    else this.#typed();
  }

  /** Forget what is under way. */
  #stop() {
    clearTimeout(this.#timer);
    this.#box.removeAttribute("aria-busy");
    if (!this.#turn || this.#turn.reply || this.#turn.failure) return;
    this.#turn.controller.abort();
    this.#turn = null;
  }

  // What the server is asked

  async #run(kind) {
    this.#stop();
    const question = this.#input.value.trim();
    if (!question) {
      this.#turn = null;
      return this.#fill("", "", []);
    }
    const controller = new AbortController();
    const turn = this.#turn = { kind, question, controller, reply: null, failure: null };
    this.#blocked = false;
    this.#box.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => this.#announce(this.#words.busy), 600);
    const late = setTimeout(() => controller.abort("late"), PATIENCE);
    try {
      const reply = await this.#call(turn);
      if (turn !== this.#turn) return; // a newer question has been asked, or the element is gone
      clearTimeout(slow);
      turn.reply = reply;
      this.#show();
      this.#tell(kind === "ask" ? "tripqa-answer" : "tripqa-search", { question, reply });
    } catch (problem) {
      clearTimeout(slow);
      await new Promise((done) => setTimeout(done)); // a violation of the page's policy is told after the failure
      if (turn === this.#turn) this.#fail(controller.signal.reason === "late" ? new Failure("timeout", "no reply in time") : problem);
    } finally {
      clearTimeout(slow);
      clearTimeout(late);
      if (turn === this.#turn) this.#box.removeAttribute("aria-busy");
    }
  }

  async #call({ kind, question, controller: { signal } }) {
    const asked = Number(this.getAttribute("top-k"));
    const ids = (this.getAttribute("document") ?? "").split(/\s+/).filter(Boolean);
    const body = JSON.stringify({
      question,
      top_k: Number.isInteger(asked) && asked >= 1 && asked <= MOST_HITS ? asked : DEFAULT_HITS,
      filter: ids.length ? { document: ids } : undefined,
    });
    if (!this.#server) throw new Failure("failed", "`endpoint` is not an http(s) address");
    const url = new URL(`v1/${kind}`, this.#server);
    for (let tries = 1; ; tries++) {
      let reply;
      try {
        reply = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body, signal });
      } catch (problem) {
        throw new Failure("unreachable", `${problem.message}: is it running, and does it allow ${location.origin}?`);
      }
      if (reply.ok) return reply.json();
      if (reply.status !== 503 || tries === TRIES) {
        const code = { 403: "refused", 429: "overloaded", 503: "overloaded" }[reply.status] ?? "failed";
        const said = await reply.json().catch(() => null);
        throw new Failure(code, `${reply.status} ${said?.error?.message ?? ""}`);
      }
      this.#announce(this.#words.wait);
      const seconds = Number(reply.headers.get("Retry-After")) || 2;
      await pause(1000 * Math.min(Math.max(seconds, 1), 10), signal);
    }
  }

  #tell(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable, detail }));
  }

  // What the reader sees

  #announce(words) {
    if (this.#status.textContent !== words) this.#status.textContent = words;
  }

  /** Show a state: `""`, `hits`, `answer`, `none` or `failed`. Focus that was on what goes moves to the same link, or the box. */
  #fill(state, words, content) {
    const focused = this.#sheet.contains(this.shadowRoot.activeElement) ? this.shadowRoot.activeElement : null;
    this.#sheet.replaceChildren(...content);
    this.#sheet.hidden = false;
    this.#box.dataset.state = state;
    this.#announce(words);
    if (!focused) return;
    const links = [...this.#sheet.querySelectorAll("a")];
    (links.find((link) => link.href === focused.href) ?? this.#input).focus();
  }

  #fail(problem) {
    let code = problem instanceof Failure ? problem.code : "failed";
    if (code === "unreachable" && this.#blocked) code = "blocked";
    this.#turn.failure = code;
    console.warn(`tripqa-search: ${this.#server ?? this.getAttribute("endpoint")}: ${problem.message}`);
    this.#explain();
    this.#tell("tripqa-error", { question: this.#turn.question, code });
  }

  #explain() {
    const { kind, failure } = this.#turn, said = this.#words[failure];
    const again = make("button", { type: "button" }, this.#words.again);
    again.addEventListener("click", () => {
      this.#input.focus();
      this.#run(kind);
    });
    this.#fill("failed", typeof said === "function" ? said(this.#server?.host) : said, [again]);
  }

  #show() {
    const { kind, reply } = this.#turn, words = this.#words, { hits } = reply;
    const notes = this.#languages([...hits, ...(reply.citations ?? [])]);
    const listed = (found) => make("ol", { "aria-label": words.near }, ...found.map((hit, at) => this.#hit(hit, at, notes)));
    if (kind === "search") {
      const content = hits.length ? [notes.common, listed(hits)] : [];
      return this.#fill(hits.length ? "hits" : "none", hits.length ? words.hits(hits.length) : words.none, content);
    }
    const rest = hits.filter((hit) => !reply.citations.some((citation) => citation.passage_id === hit.passage_id));
    const near = rest.length ? [make("p", { class: "title" }, words.near), listed(rest)] : [];
    if (reply.status !== "answered") return this.#fill("none", words.noAnswer, [notes.common, ...near]);
    this.#fill("answer", words.answered(reply.citations.length), [notes.common, ...this.#answer(reply, notes), ...near]);
  }

  /** For each document its language; what says so stands once where it is the same for all. */
  #languages(places) {
    const texts = new Map();
    for (const { document: { id, title }, section, quote, text } of places)
      texts.set(id, [texts.get(id) ?? title, ...section, quote ?? text].join(" "));
    const of = new Map([...texts].map(([id, text]) => [id, languageOf(text)]));
    const all = new Set(of.values());
    const note = (language) => {
      if (!language || language === this.#language) return null;
      return this.#words.original(new Intl.DisplayNames(this.#language, { type: "language" }).of(language));
    };
    const common = all.size === 1 ? note([...all][0]) : null;
    return {
      of: (place) => of.get(place.document.id),
      single: (place) => (all.size === 1 ? null : note(of.get(place.document.id))),
      common: common ? make("p", { class: "note" }, common) : "",
    };
  }

  #answer(reply, notes) {
    const value = ({ value, citation: number, start, end }) => {
      const citation = reply.citations.find((one) => one.number === number);
      const link = this.#link({ ...citation, start, end }, value, "value", notes, `text-c${number}`);
      link.append(make("span", { class: "number" }, String(number)));
      return link;
    };
    const conflicts = reply.conflicts.map((conflict) => make("div", { class: "conflict" },
      make("p", {}, this.#words.conflict),
      make("ul", { class: "values" }, ...conflict.values.map((one) => make("li", {}, value(one))))));
    const short = reply.short_answer === null ? [] : [{ ...reply.short_answer_place, value: reply.short_answer }];
    const values = [...short, ...reply.conflicts.flatMap((conflict) => conflict.values)];
    const cited = reply.citations.map((citation) => make("li", { class: "cited" },
      make("span", { class: "number" }, String(citation.number)),
      make("div", {},
        make("blockquote", { class: "text", id: `text-c${citation.number}`, lang: notes.of(citation), dir: "auto" },
          ...marked(aroundValues(citation, values.filter((one) => one.citation === citation.number)))),
        ...this.#place(citation, citation.quote, `text-c${citation.number}`, notes))));
    return [
      ...(short.length ? [make("p", { class: "values" }, value(short[0]))] : []),
      ...conflicts,
      make("ol", { "aria-label": this.#words.quotes }, ...cited),
    ];
  }

  #hit(hit, at, notes) {
    const text = marked(aroundTerms(hit.text, hit.matched ?? []));
    return make("li", { class: "hit" },
      ...this.#place(hit, hit.text, `text-h${at}`, notes),
      make("p", { class: "text", id: `text-h${at}`, lang: notes.of(hit), dir: "auto" }, ...text));
  }

  /** The link to the very place in the document, and beneath it what and when that was. */
  #place(at, quote, described, notes) {
    const { document: { title }, section, visit } = at;
    const parts = section.length ? [title, ...section.slice(0, -1)] : [];
    const day = visit && new Intl.DateTimeFormat(this.#language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(visit.date));
    const clock = visit?.start && `${visit.start}–${visit.end ?? ""}`;
    const about = [
      ...parts.map((part) => make("span", { class: "text", lang: notes.of(at), dir: "auto" }, part)),
      ...[day, clock, notes.single(at)].filter(Boolean),
    ].flatMap((part, index) => (index ? [" · ", part] : [part]));
    return [this.#link(at, section.at(-1) ?? title, "place", notes, described, quote), make("p", { class: "note" }, ...about)];
  }

  #link(at, words, kind, notes, described, quote = words) {
    const { document: about, start, end } = at;
    const url = new URL(`documents/${encodeURIComponent(about.id)}?span=${Number(start)}-${Number(end)}#span`, this.#server).href;
    const link = make("a", {
      class: kind, href: url, target: "_blank", rel: "noopener", lang: notes.of(at), dir: "auto",
      "aria-describedby": described, title: this.#words.tab,
    }, words);
    const open = (event) => {
      if (event.button > 1) return; // the secondary button opens a menu, not the link
      if (!this.#tell("tripqa-open", { document: about, start, end, quote, url }, true)) event.preventDefault();
    };
    link.addEventListener("click", open);
    link.addEventListener("auxclick", open);
    return link;
  }
}

customElements.define("tripqa-search", TripqaSearch);
})();
