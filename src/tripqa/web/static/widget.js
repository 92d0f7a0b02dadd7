// <tripqa-search>: a box that searches trip reports or answers from them, on any page; docs/widget.md describes it.
// Text from documents is only ever set as text: nothing here makes elements from a string.
"use strict";
(() => {
if (customElements.get("tripqa-search")) return; // the script is on the page twice

const HOME = new URL(".", document.currentScript?.src || document.baseURI); // the server is where this script came from
const PAUSE = 200, PATIENCE = 30_000, LEARNING = 120_000; // ms without typing before a search; ms for a reply, tries included; ms to learn a language
const TRIES = 5; // while the server is busy
const DEFAULT_HITS = 5, MOST_HITS = 50, LONGEST_QUESTION = 2000, MOST_TURNS = 8;
const HANGUL = /^[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]+$/;

// WORDS: scripts/widget_words.py writes what stands up to END OF WORDS.
const TAGS = {"ja": "ja", "en": "en", "ko": "ko", "zh-hans": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-my": "zh-Hans", "zh-hant": "zh-Hant", "zh": "zh-Hant"};
const WORDS = {
"ja": {
search: "検索",
searchLabel: "報告書を検索",
ask: "質問",
askLabel: "報告書に質問",
working: "検索しています…",
hitsOne: "1件見つかりました",
hits: "COUNT件見つかりました",
none: "見つかりませんでした。",
answeredOne: "回答（引用1件）",
answered: "回答（引用COUNT件）",
noAnswer: "報告書には書かれていないようです。",
unmeasured: "この言語の質問にはお答えしていません。",
conflict: "報告書の記載が食い違っています",
near: "近い箇所",
original: "原文（NAME）",
blocked: "このページのContent-Security-Policy（connect-src）がHOSTへの接続を許していません。",
unreachable: "検索サーバー（HOST）に接続できないか、このページからの検索が許可されていません。",
busy: "検索サーバーが混み合っています。",
timeout: "時間内に返事がありませんでした。",
failed: "検索できませんでした。",
again: "もう一度試す",
understood: "次の質問として検索しました:",
alone: "前の質問を使わずに検索",
anew: "新しく始める",
translate: "この端末で翻訳",
machine: "機械翻訳",
lost: "翻訳できませんでした。",
missing: "報告書には「ABOUT」の記載がありますが、ASKEDは見当たりません。",
missingAbout: "「ABOUT」について、この質問の答えは報告書に見当たりません。",
missingAsked: "お尋ねのASKEDは、報告書に見当たりません。",
doubt: "次の引用は、質問の答えではないかもしれません。",
wrote: "下の引用をもとにモデルが書いた文です。一文ずつ引用と照合済みです。",
asked: {"date": "日付", "time": "時刻", "duration": "期間", "money": "金額", "percentage": "割合", "number": "数値", "person": "人名", "organisation": "組織名", "place": "場所", "name": "名称", "phone": "電話番号", "email": "メールアドレス", "address": "住所", "website": "ウェブサイトのアドレス", "contact": "連絡先", "reason": "理由"},
},
"en": {
search: "Search",
searchLabel: "Search the reports",
ask: "Ask",
askLabel: "Ask the reports",
working: "Searching…",
hitsOne: "1 passage found",
hits: "COUNT passages found",
none: "Nothing found.",
answeredOne: "Answer, with 1 quote",
answered: "Answer, with COUNT quotes",
noAnswer: "The reports do not seem to say.",
unmeasured: "Questions in this language are not answered.",
conflict: "The reports disagree",
near: "Nearest passages",
original: "Original text (NAME)",
blocked: "This page’s Content-Security-Policy (connect-src) does not let it reach HOST.",
unreachable: "The search server (HOST) cannot be reached, or does not allow this page.",
busy: "The search server is busy.",
timeout: "The search server did not reply in time.",
failed: "The search did not work.",
again: "Try again",
understood: "Understood as:",
alone: "Ask it alone",
anew: "Start anew",
translate: "Translate on this device",
machine: "Machine translation",
lost: "The translation did not work.",
missing: "The documents mention ABOUT and give no ASKED.",
missingAbout: "The documents do not say this of ABOUT.",
missingAsked: "The documents give no such ASKED.",
doubt: "These quotes may not answer the question.",
wrote: "Written by a model from the quotes below; each statement was checked against them.",
asked: {"date": "date", "time": "time", "duration": "length of time", "money": "amount of money", "percentage": "percentage", "number": "number", "person": "name of a person", "organisation": "name of an organisation", "place": "place", "name": "name", "phone": "phone number", "email": "e-mail address", "address": "postal address", "website": "web address", "contact": "contact details", "reason": "reason"},
},
"ko": {
search: "검색",
searchLabel: "보고서 검색",
ask: "질문",
askLabel: "보고서에 질문",
working: "검색 중…",
hitsOne: "1건을 찾았습니다",
hits: "COUNT건을 찾았습니다",
none: "찾지 못했습니다.",
answeredOne: "답변 (인용 1건)",
answered: "답변 (인용 COUNT건)",
noAnswer: "보고서에는 나와 있지 않은 것 같습니다.",
unmeasured: "이 언어로 된 질문에는 답하지 않습니다.",
conflict: "보고서의 내용이 서로 다릅니다",
near: "가까운 부분",
original: "원문 (NAME)",
blocked: "이 페이지의 Content-Security-Policy(connect-src)가 HOST 연결을 허용하지 않습니다.",
unreachable: "검색 서버(HOST)에 연결할 수 없거나 이 페이지에서의 검색이 허용되지 않습니다.",
busy: "검색 서버가 혼잡합니다.",
timeout: "제한 시간 안에 응답이 없었습니다.",
failed: "검색하지 못했습니다.",
again: "다시 시도",
understood: "다음과 같이 이해했습니다:",
alone: "앞선 질문 없이 묻기",
anew: "새로 시작",
translate: "이 기기에서 번역",
machine: "기계 번역",
lost: "번역하지 못했습니다.",
missing: "보고서에 ‘ABOUT’에 대한 언급은 있지만, 그에 관한 정보(ASKED)는 찾을 수 없습니다.",
missingAbout: "‘ABOUT’에 대해서는 보고서에서 이 질문의 답을 찾을 수 없습니다.",
missingAsked: "질문하신 정보(ASKED)는 보고서에서 찾을 수 없습니다.",
doubt: "아래 인용은 질문의 답이 아닐 수도 있습니다.",
wrote: "아래 인용을 바탕으로 모델이 쓴 문장입니다. 문장마다 인용과 대조했습니다.",
asked: {"date": "날짜", "time": "시각", "duration": "기간", "money": "금액", "percentage": "비율", "number": "수치", "person": "사람 이름", "organisation": "기관 이름", "place": "장소", "name": "명칭", "phone": "전화번호", "email": "이메일 주소", "address": "주소", "website": "웹사이트 주소", "contact": "연락처", "reason": "이유"},
},
"zh-Hans": {
search: "搜索",
searchLabel: "搜索报告",
ask: "提问",
askLabel: "向报告提问",
working: "搜索中…",
hitsOne: "找到 1 段",
hits: "找到 COUNT 段",
none: "找不到相关内容。",
answeredOne: "回答（引用 1 则）",
answered: "回答（引用 COUNT 则）",
noAnswer: "报告中似乎没有提到。",
unmeasured: "不回答以这种语言提出的问题。",
conflict: "报告的记载互有出入",
near: "最接近的段落",
original: "原文（NAME）",
blocked: "此页面的 Content-Security-Policy（connect-src）不允许连接到 HOST。",
unreachable: "无法连接到搜索服务器（HOST），或服务器不允许此页面。",
busy: "搜索服务器忙碌中。",
timeout: "搜索服务器未及时回应。",
failed: "搜索失败。",
again: "再试一次",
understood: "理解为：",
alone: "不参考先前的问题",
anew: "重新开始",
translate: "在这台设备上翻译",
machine: "机器翻译",
lost: "无法翻译。",
missing: "报告提到“ABOUT”，但没有写明ASKED。",
missingAbout: "关于“ABOUT”，报告中找不到这个问题的答案。",
missingAsked: "报告中找不到您所问的ASKED。",
doubt: "以下引用可能不是这个问题的答案。",
wrote: "由模型根据下方引文撰写；每一句都已与引文核对。",
asked: {"date": "日期", "time": "时刻", "duration": "时间长短", "money": "金额", "percentage": "比例", "number": "数目", "person": "人名", "organisation": "机构名称", "place": "地点", "name": "名称", "phone": "电话号码", "email": "电子邮件地址", "address": "地址", "website": "网址", "contact": "联系方式", "reason": "原因"},
},
"zh-Hant": {
search: "搜尋",
searchLabel: "搜尋報告",
ask: "提問",
askLabel: "向報告提問",
working: "搜尋中…",
hitsOne: "找到 1 段",
hits: "找到 COUNT 段",
none: "找不到相關內容。",
answeredOne: "回答（引用 1 則）",
answered: "回答（引用 COUNT 則）",
noAnswer: "報告中似乎沒有提到。",
unmeasured: "不回答以這種語言提出的問題。",
conflict: "報告的記載互有出入",
near: "最接近的段落",
original: "原文（NAME）",
blocked: "此頁面的 Content-Security-Policy（connect-src）不允許連線到 HOST。",
unreachable: "無法連線到搜尋伺服器（HOST），或伺服器不允許此頁面。",
busy: "搜尋伺服器忙碌中。",
timeout: "搜尋伺服器未及時回應。",
failed: "搜尋失敗。",
again: "再試一次",
understood: "理解為：",
alone: "不參考先前的問題",
anew: "重新開始",
translate: "在這部裝置上翻譯",
machine: "機器翻譯",
lost: "無法翻譯。",
missing: "報告提到「ABOUT」，但沒有寫明ASKED。",
missingAbout: "關於「ABOUT」，報告中找不到這個問題的答案。",
missingAsked: "報告中找不到您所問的ASKED。",
doubt: "以下引用可能不是這個問題的答案。",
wrote: "由模型根據下方引文撰寫；每一句都已與引文核對。",
asked: {"date": "日期", "time": "時刻", "duration": "時間長短", "money": "金額", "percentage": "比例", "number": "數目", "person": "人名", "organisation": "機構名稱", "place": "地點", "name": "名稱", "phone": "電話號碼", "email": "電子郵件地址", "address": "地址", "website": "網址", "contact": "聯絡方式", "reason": "原因"},
},
};
// END OF WORDS

const STYLE = `
:host { display: block; width: 100%; max-width: 46rem; }
:host([hidden]), [hidden], .joint { display: none; }
* { box-sizing: border-box; word-break: normal; }
#box { /* light or dark as the page's color-scheme says, so that a page which stays white keeps a light box */
  --accent: var(--tripqa-accent, light-dark(#24508a, #9cc0f0)); --text: var(--tripqa-text, light-dark(#1d2126, #e8e6e1));
  --muted: var(--tripqa-muted, light-dark(#5b626b, #a7adb5)); --line: var(--tripqa-line, light-dark(#868d96, #757c85));
  --mark: var(--tripqa-mark, light-dark(#fbeeb8, #554615)); --radius: var(--tripqa-radius, .625rem);
  --background: var(--tripqa-background, light-dark(#fff, #191b1e)); --font: var(--tripqa-font, system-ui, sans-serif);
  --thin: 1px solid color-mix(in srgb, var(--line) 36%, transparent);
  container-type: inline-size; color: var(--text); background: var(--background); border: 1px solid var(--line);
  border-radius: var(--radius); font-family: var(--font); font-style: normal; font-weight: 400; line-height: 1.65;
  text-align: start; text-indent: 0; text-transform: none; white-space: normal; overflow-wrap: anywhere; line-break: strict;
}
:lang(ko) { word-break: keep-all; }
p, ol, ul, blockquote { margin: 0; padding: 0; list-style: none; }
form { position: relative; display: flex; border-radius: inherit; }
input, button { font: inherit; color: inherit; background: none; border: 0; border-radius: inherit; }
input { flex: 1; min-width: 0; padding: .7rem clamp(.75rem, 3cqi, 1.125rem); outline: none; text-overflow: ellipsis; }
input::placeholder { color: var(--muted); opacity: 1; }
button { margin: .25rem; padding: .3rem .85rem; min-height: 1.5rem; color: var(--accent); font-weight: 600; cursor: pointer;
  white-space: nowrap; border-radius: max(0px, var(--radius) - .25rem); }
button:hover { background: color-mix(in srgb, var(--accent) 9%, transparent); }
form:has(input:focus-visible), a:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
#status, #sheet { padding-inline: clamp(.75rem, 3cqi, 1.125rem); }
#status:not(:empty) { padding-block: .65rem .2rem; border-top: var(--thin); }
#status, .note, .title { color: var(--muted); font-size: .8125rem; }
[data-state=none] #status, [data-state=failed] #status { padding-block: .9rem .5rem; color: inherit; font-size: 1.125rem; }
#sheet:not(:empty) { padding-bottom: .75rem; }
#sheet > button { margin-inline-start: -.85rem; text-align: start; white-space: normal; }
.title { margin-top: 1.1rem; padding-top: .8rem; border-top: var(--thin); }
.title, .conflict p, .place { font-weight: 600; }
.text, .above { white-space: pre-line; }
.wrap { white-space: normal; }
.tab::after { content: "│" / ""; margin-inline: .1em .4em; color: var(--muted); }
bdi { display: inline-block; text-decoration: inherit; } /* a line of its own: stray isolates in a text end with it */
a { color: var(--accent); text-underline-offset: .22em; border-radius: .2em;
  text-decoration: underline 1px color-mix(in srgb, currentColor 35%, transparent); }
a:hover { text-decoration-color: currentColor; }
.place { display: inline-block; min-height: 1.5rem; }
.hit { padding-block: .75rem .85rem; }
.hit + .hit { border-top: var(--thin); }
.hit .text { margin-top: .2rem; }
mark { color: inherit; background: var(--mark); border-radius: .15em; }
blockquote, .value { font-family: var(--tripqa-quote-font, ui-serif, Georgia, serif); }
.values { display: flex; flex-wrap: wrap; gap: .1rem 1.5rem; padding-block: .35rem; }
.value { font-size: clamp(1.4rem, 6cqi, 1.75rem); line-height: 1.4; color: inherit; }
.number { display: inline-block; font: 600 .75rem/1 var(--font); color: var(--accent); }
.value .number { margin-inline-start: .25rem; vertical-align: super; }
.part { margin: .6rem 0 0; font: inherit; font-weight: 600; }
.conflict { margin-block: .4rem .8rem; padding: .4rem 0 .2rem .9rem; border-inline-start: 3px solid var(--accent); }
.cited { display: grid; grid-template-columns: 1.4rem minmax(0, 1fr); padding-block: .55rem; }
.cited > .number { padding-top: .7rem; }
blockquote { font-size: 1.1875rem; line-height: 1.7; }
.value .note { font-family: var(--font); }
.note:empty { display: none; }
button[aria-busy]::after { content: " …"; }
.machine { user-select: none; -webkit-user-select: none; }
.machine .note { border: 1px dashed; padding-inline: .3rem; border-radius: .3em; }
.cited .place { font-size: .875rem; }
[aria-busy] form::after { content: ""; position: absolute; inset: auto var(--radius) -1px; height: 2px; background: var(--accent); }
@media (prefers-reduced-motion: no-preference) {
  [aria-busy] form::after { animation: run 1.4s .3s infinite backwards; }
  @keyframes run { from { clip-path: inset(0 100% 0 0); } 50% { clip-path: inset(0); } to { clip-path: inset(0 0 0 100%); } }
}
`;

let sheet = null;
try {
  sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
} catch {
  console.warn("tripqa-search: without constructable style sheets it works, plainly");
}

function failure(code, message) {
  return Object.assign(new Error(message), { code });
}

/** Make an element. Strings become text, null attributes are left out. */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value != null) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** What is said of a number of things. */
function counted(words, what, n) {
  return n === 1 ? words[`${what}One`] : words[what].replace("COUNT", n);
}

/** The one of our languages that a BCP 47 tag means, or null. */
function spoken(tag) {
  for (let part = tag.toLowerCase(); part; part = part.slice(0, Math.max(0, part.lastIndexOf("-"))))
    if (Object.hasOwn(TAGS, part)) return TAGS[part];
  return null;
}

/** The one of our languages for a reader of what is around a node, across shadow roots. */
function languageAround(node) {
  let nearest = null;
  for (; node && !nearest; node = node.getRootNode().host) nearest = node.closest("[lang]");
  return spoken(nearest?.getAttribute("lang") || navigator.language) ?? "en";
}

/** The language of a document, as an attribute; null where nobody has said. */
const written = ({ language }) => (language === "und" ? null : language);

/** What readers of a language call another; its tag where browsers know no more. */
function nameOf(tag, language) {
  try {
    return new Intl.DisplayNames(language, { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}

/** A hit's text, cut around the terms that the question shares with it. */
function aroundTerms({ text, matched }) {
  const terms = [...matched].sort((a, b) => b.length - a.length).map((term) => term.replace(/[^\p{L}\p{N}]/gu, "\\$&"));
  return terms.length ? text.split(new RegExp(`(${terms.join("|")})`)) : [text];
}

/** A quote, cut around values in it. Places count code points; one value may be in two conflicts. */
function aroundValues(citation, values) {
  const parts = [""]; // by turns outside and inside
  for (const [at, point] of Array.from(citation.quote).entries()) {
    const place = citation.start + at, inside = values.some(({ start, end }) => start <= place && place < end);
    if (inside === (parts.length % 2 === 1)) parts.push("");
    parts[parts.length - 1] += point;
  }
  return parts;
}

/** Text as it is read: cells apart, layout not seen. */
function laid(text, from = 0, breaks = []) {
  const nodes = [""];
  for (const [at, point] of Array.from(text).entries()) {
    const found = breaks.find(({ start, end }) => start <= at + from && at + from < end);
    const kind = found ? (found.shown ? "wrap" : "joint") : point === "\t" && "tab";
    if (kind) nodes.push(make("span", { class: kind }, point), "");
    else nodes[nodes.length - 1] += point;
  }
  return nodes;
}

class TripqaSearch extends HTMLElement {
  static observedAttributes = ["lang", "placeholder", "top-k", "document", "mode", "endpoint"];

  #box; #input; #button; #status; #sheet;
  #language; #words; // the reader's
  #running = null; // { kind, question, controller } of what is being asked
  #shown = null; // what was asked last, with its `reply` or why it `failed`
  #thread = []; // what may be gone on from
  #owed; // what was asked when the element was taken away
  #timer;
  #blocked; // the page's policy forbade the last request

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    if (sheet) root.adoptedStyleSheets = [sheet];
    this.#input = make("input", { id: "question", role: "searchbox", inputmode: "search", enterkeyhint: "search",
      autocomplete: "off", maxlength: LONGEST_QUESTION }); // no type search, which Escape would empty
    this.#button = make("button");
    this.#status = make("p", { id: "status", role: "status" });
    this.#sheet = make("div", { id: "sheet" });
    const form = make("form", {}, this.#input, this.#button);
    this.#box = make("div", { id: "box", role: "search", dir: "ltr" }, form, this.#status, this.#sheet);
    root.append(this.#box);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run(this.#mode);
    });
    this.#sheet.addEventListener("copy", (event) => this.#copied(event));
    this.#input.addEventListener("input", (event) => event.isComposing || this.#typed());
    this.#input.addEventListener("compositionupdate", (event) => this.#composed(event.data));
    this.#input.addEventListener("compositionend", () => this.#typed());
    this.#box.addEventListener("keydown", (event) => this.#pressed(event));
  }

  connectedCallback() {
    document.addEventListener("securitypolicyviolation", this);
    this.#dress();
    if (this.#owed) this.#run(this.#owed);
    else if (this.#input.value) this.#typed();
  }

  disconnectedCallback() {
    document.removeEventListener("securitypolicyviolation", this);
    this.#owed = this.#running?.kind;
    this.#stop();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.isConnected || before === after) return;
    this.#dress();
    const kind = (this.#running ?? this.#shown)?.kind;
    if (kind && ["top-k", "document", "endpoint", "lang"].includes(name)) this.#later(() => this.#run(kind));
  }

  /** The page's policy forbade something, perhaps our request. */
  handleEvent(event) {
    if (event.disposition !== "enforce" || !event.blockedURI.startsWith(this.#server?.origin)) return;
    this.#blocked = true;
    if (this.#shown?.failed === "unreachable") this.#fail(this.#shown, failure("blocked", "connect-src forbids it"));
  }

  get #mode() {
    return this.getAttribute("mode") === "ask" ? "ask" : "search";
  }

  /** Where the server is; null where `endpoint` is no address of one. */
  get #server() {
    try {
      const url = new URL(this.getAttribute("endpoint")?.replace(/\/*$/, "/") ?? HOME, document.baseURI);
      return url.protocol.startsWith("http") ? url : null;
    } catch {
      return null;
    }
  }

  /** Speak the reader's language, also of what is shown. */
  #dress() {
    this.#language = this.#box.lang = languageAround(this);
    this.#words = WORDS[this.#language];
    const label = this.getAttribute("placeholder") || this.#words[`${this.#mode}Label`];
    for (const labelled of [this.#box, this.#input]) labelled.setAttribute("aria-label", label);
    this.#input.placeholder = label;
    this.#button.textContent = this.#words[this.#mode];
    if (!this.#sheet.hidden) this.#show();
  }

  #typed() {
    const last = this.#running ?? this.#shown;
    if (this.#input.value.trim() !== (last?.question ?? "") || last?.failed) return this.#later(() => this.#run("search"));
    clearTimeout(this.#timer);
    if (this.#sheet.hidden) this.#show();
  }

  /** An input method is composing: Hangul is text already, else candidates are being chosen. */
  #composed(data) {
    if (HANGUL.test(data)) this.#later(() => this.#run("search")); // the box has it only after this event
    else if (data) this.#stop();
  }

  #later(step) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(step, PAUSE);
  }

  /** Keys move the focus among box and links. Those of an input method are its own. */
  #pressed(event) {
    // Safari ends a composition before it sends the Enter that ended it, with key code 229
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const stops = [this.#input, ...this.#sheet.querySelectorAll("a, button")], at = stops.indexOf(event.target);
    const inBox = at === 0, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || at + step < 0) return;
    if (event.key === "Enter" && inBox) this.#run(this.#mode);
    else if (event.key === "Escape" && !inBox) this.#input.focus();
    else if (event.key === "Escape" && this.#box.dataset.state && !this.#sheet.hidden) {
      this.#stop();
      this.#sheet.hidden = true;
      this.#status.textContent = "";
    } else if (step === 1 && this.#sheet.hidden) this.#show();
    else if (step) stops[at + step]?.focus();
    else return;
    event.preventDefault();
  }

  /** Drop what runs. */
  #stop() {
    clearTimeout(this.#timer);
    this.#running?.controller.abort();
    this.#idle();
  }

  #idle() {
    this.#running = null;
    this.#box.removeAttribute("aria-busy");
  }

  async #run(kind, alone = kind !== "ask") {
    this.#stop();
    const question = this.#input.value.trim(), controller = new AbortController();
    const before = alone ? [] : this.#thread.slice(0, this.#thread.at(-1)?.question === question ? -1 : MOST_TURNS);
    if (!question) {
      this.#shown = null;
      return this.#fill("", "", []);
    }
    const turn = this.#running = { kind, question, controller, before };
    this.#blocked = false;
    this.#box.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => { if (turn === this.#running) this.#status.textContent = this.#words.working; }, 600);
    const late = setTimeout(() => controller.abort("late"), PATIENCE);
    const seen = (reply) => {
      clearTimeout(slow);
      this.#shown = { ...turn, reply };
      this.#show();
    };
    try {
      const reply = await this.#call(turn, seen);
      if (turn !== this.#running) return; // there is a newer question, or the element is gone
      const passages = (reply.citations ?? []).map((one) => one.passage_id).slice(0, MOST_HITS);
      if (kind === "ask") this.#thread = [...before, { question, passages }].slice(-MOST_TURNS);
      seen(reply);
      this.#tell(kind === "ask" ? "tripqa-answer" : "tripqa-search", { question, reply });
    } catch (problem) {
      await new Promise((done) => setTimeout(done)); // violations of the page's policy are told later
      if (turn === this.#running) this.#fail(turn, controller.signal.reason === "late" ? failure("timeout", "no reply") : problem);
    } finally {
      clearTimeout(slow);
      clearTimeout(late);
      if (turn === this.#running) this.#idle();
    }
  }

  /** Return what the server replies; try again while it is busy, and without documents that it lacks. */
  async #call({ kind, question, before, controller: { signal } }, early) {
    if (!this.#server) throw failure("failed", "`endpoint` is no http or https address");
    const hits = Number(this.getAttribute("top-k"));
    const top_k = Number.isInteger(hits) && hits >= 1 && hits <= MOST_HITS ? hits : DEFAULT_HITS;
    let ids = this.getAttribute("document")?.match(/\S+/g);
    for (let tries = 1; ; ) {
      const body = JSON.stringify({ question, top_k, shown_in: this.#language, filter: ids ? { document: ids } : undefined,
        previous: before.length ? before : void 0 });
      const sent = { method: "POST", headers: { "Content-Type": "application/json", Accept: "text/event-stream" }, body, signal };
      const reply = await fetch(new URL(`v1/${kind}`, this.#server), sent).catch(({ message }) => {
        throw failure("unreachable", `${message}: is it running, and does it allow ${location.origin}?`);
      });
      if (reply.ok) return this.#read(reply.body, early);
      const words = await reply.text(), left = ids?.filter((id) => !words.includes(`no document '${id}'`));
      if (reply.status === 404 && left?.length < ids?.length) {
        console.warn("tripqa-search:", words);
        if (!left.length) return { question, hits: [] }; // never more than the page has named
        ids = left;
        continue;
      }
      if (reply.status !== 503 || tries++ === TRIES) {
        throw failure({ 403: "unreachable", 429: "busy", 503: "busy" }[reply.status] ?? "failed", words);
      }
      const seconds = Number(reply.headers.get("Retry-After")) || 2;
      await new Promise((done) => setTimeout(done, 1000 * Math.min(Math.max(seconds, 1), 10)));
      signal.throwIfAborted();
    }
  }

  /** Return a reply of JSON or events, whose quotes come early. */
  async #read(body, early) {
    const parts = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "", quotes;
    try {
      for (let part; !(part = await parts.read()).done; ) {
        text += part.value;
        const first = quotes ? null : /^event.*\ndata: (.*)\n\n/.exec(text);
        if (first) early(quotes = JSON.parse(first[1]));
      }
    } catch (lost) {
      if (!quotes) throw lost;
    }
    const last = /^event: done\ndata: (.*)\n\n/m.exec(text)?.[1];
    return quotes && !last ? quotes : JSON.parse(last ?? text);
  }

  #tell(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable: true, detail }));
  }

  #fail({ kind, question }, { code = "failed", message }) {
    const failed = code === "unreachable" && this.#blocked ? "blocked" : code;
    this.#shown = { kind, question, failed };
    console.warn(`tripqa-search: ${this.#server ?? this.getAttribute("endpoint")}: ${message}`);
    this.#show();
    this.#tell("tripqa-error", { question, code: failed });
  }

  /** Show a state. Focus stays on the same link, else goes to the box. */
  #fill(state, words, content) {
    const focused = this.shadowRoot.activeElement, held = this.#sheet.contains(focused);
    this.#sheet.replaceChildren(...content);
    this.#sheet.hidden = false;
    this.#box.dataset.state = state;
    this.#status.textContent = words;
    if (held) ([...this.#sheet.querySelectorAll("a")].find(({ href }) => href === focused.href) ?? this.#input).focus();
  }

  #show() {
    if (!this.#shown) return;
    const { kind, reply, failed, before } = this.#shown, words = this.#words;
    if (failed) {
      return this.#fill("failed", words[failed].replace("HOST", this.#server?.host), [this.#offer("again", () => this.#run(kind))]);
    }
    const { hits, citations = [], status } = reply, note = this.#originals([...hits, ...citations]);
    const cited = new Set(citations.map((citation) => citation.passage_id));
    const others = hits.filter((hit) => !cited.has(hit.passage_id)).map((hit, at) => this.#hit(hit, at));
    const near = make("ol", {}, ...others);
    const below = others.length ? [make("p", { class: "title" }, words.near + (citations.length ? "" : note)), near] : [];
    const thread = this.#earlier(before, reply.understood_as);
    if (status === "answered") this.#fill("answer", counted(words, "answered", citations.length) + note, [...thread, ...this.#answer(reply), ...below]);
    else if (kind === "ask") this.#fill("none", this.#refusal(reply), [...thread, ...below]);
    else if (hits.length) this.#fill("hits", counted(words, "hits", hits.length) + note, [near]);
    else this.#fill("none", words.none, []);
  }

  /** Earlier questions, and how this is understood. */
  #earlier(before, understood) {
    const links = before.map(({ question }, at) => {
      const asked = before.slice(0, at).map((one) => ["before", one.question]);
      const href = new URL(`?${new URLSearchParams([...asked, ["q", question]])}`, this.#server);
      return make("li", {}, make("a", { href, target: "_blank" }, make("bdi", {}, question)));
    });
    const anew = () => {
      this.#thread = [];
      this.#input.value = "";
      this.#run();
    };
    return [
      ...(before.length ? [make("ol", { class: "note" }, ...links), this.#offer("anew", anew)] : []),
      ...(understood ? [make("p", { class: "note" }, this.#words.understood, " ", make("bdi", {}, understood)),
        this.#offer("alone", () => this.#run("ask", true))] : []),
    ];
  }

  #offer(name, press) {
    const made = make("button", {}, this.#words[name]);
    made.addEventListener("click", () => {
      this.#input.focus();
      press();
    });
    return made;
  }

  /** Names the languages of documents which are not the reader's. */
  #originals(places) {
    const tags = new Set(places.map((place) => written(place.document)).filter(Boolean));
    const names = [...tags].filter((tag) => spoken(tag) !== this.#language).map((tag) => nameOf(tag, this.#language));
    return names.length ? ` · ${this.#words.original.replace("NAME", () => names.join(", "))}` : "";
  }

  /** Why there is no answer: what was asked for, and of what, as far as the server tells. */
  #refusal({ reason, missing }) {
    const words = this.#words, { about, asked } = missing ?? {}, thing = words.asked[asked];
    if (reason === "language") return words.unmeasured;
    const said = about && thing ? words.missing : about ? words.missingAbout : thing ? words.missingAsked : words.noAnswer;
    return said.replace("ASKED", () => thing).replace("ABOUT", () => about); // the question's words come last
  }

  #answer({ citations, blocks = [], statements = [], short_answer, short_answer_place, short_answer_localised: localised, conflicts, doubtful }) {
    const value = ({ value, citation: number, start, end, localised }) => {
      const citation = citations.find((one) => one.number === number);
      const link = this.#link({ ...citation, start, end, quote: value }, "value", value, `quote-${number}`);
      link.append(make("span", { class: "number" }, number), ...(localised ? [" ", make("bdi", { class: "note" }, localised)] : []));
      return link;
    };
    const short = short_answer === null ? [] : [{ ...short_answer_place, value: short_answer, localised }];
    const values = [...short, ...conflicts.flatMap((conflict) => conflict.values)];
    const shown = citations.map((citation) => citation.start + citation.document.id), told = new Set();
    const glosses = (citation) => citation.glosses?.filter(({ written: name }) => !told.has(name) && told.add(name))
      .flatMap(({ written: name, shown: known }, i) => [i ? ", " : "", make("bdi", { lang: written(citation.document) }, name), ` · ${known}`]);
    const quotes = citations.map((citation) => {
      const { number } = citation, id = `quote-${number}`, within = values.filter((one) => one.citation === number);
      return make("li", { class: "cited" }, make("span", { class: "number" }, number), make("div", {}, ...this.#above(citation, shown),
        this.#text("blockquote", citation, id, aroundValues(citation, within)),
        make("p", { class: "note" }, ...glosses(citation) ?? []), ...this.#place(citation, id)));
    });
    const parts = blocks.some((one) => one.heading) ? blocks.map(({ heading, localised: known, citations: numbers }) =>
      make("section", {}, ...(heading ? [make("h3", { class: "part" }, known ? `${known} · ${heading}` : heading)] : []),
        numbers.length ? make("ol", {}, ...numbers.map((n) => quotes[n - 1])) : make("p", { class: "note" }, this.#words.noAnswer)))
      : [make("ol", {}, ...quotes)];
    return [
      ...(doubtful ? [make("p", { class: "note doubt" }, this.#words.doubt)] : []),
      ...(statements[0] ? [make("p", { class: "note" }, this.#words.wrote), make("ul", { class: "wrote" }, ...statements.map((one) =>
        make("li", {}, make("bdi", {}, one.text), " ", make("span", { class: "number" }, one.citations.join(" ")))))] : []),
      ...short.map((one) => make("p", { class: "values" }, value(one))),
      ...conflicts.map((conflict) => make("div", { class: "conflict" }, make("p", {}, this.#words.conflict),
        make("ul", { class: "values" }, ...conflict.values.map((one) => make("li", {}, value(one)))))),
      ...parts,
      ...this.#translation(citations),
    ];
  }

  /** A button, where the browser translates on the device: what it makes stands below the quotes, and is none. */
  #translation(citations) {
    const words = this.#words, button = make("button", { hidden: "" }, words.translate), able = new Map();
    const pair = (sourceLanguage) => ({ sourceLanguage, targetLanguage: this.#language });
    const foreign = citations.filter(({ document: about }) => written(about) && spoken(about.language) !== this.#language);
    if (!self.Translator || !foreign.length) return [];
    const find = async () => {
      for (const { document: { language } } of foreign) {
        if (!able.has(language)) able.set(language, await Translator.availability(pair(language)).catch(() => "unavailable"));
      }
      button.hidden = [...able.values()].every((one) => one === "unavailable");
    };
    button.addEventListener("click", async () => {
      this.#input.focus();
      button.disabled = true;
      button.ariaBusy = "true";
      try {
        for (const { number, document: { language } } of foreign) {
          const place = this.#sheet.querySelector(`#quote-${number}`);
          if (able.get(language) === "unavailable" || place.nextSibling.matches(".machine")) continue;
          const copy = place.cloneNode(true);
          for (const joint of copy.querySelectorAll(".joint")) joint.remove();
          const said = await (await Translator.create({ ...pair(language), signal: AbortSignal.timeout(LEARNING) })).translate(copy.textContent);
          place.after(make("p", { class: "machine" }, make("span", { class: "note" }, words.machine), " ", said));
        }
        button.remove();
      } catch {
        this.#status.textContent = words.lost;
        button.disabled = false;
        button.ariaBusy = null;
      }
    });
    find();
    return [button];
  }

  #hit(hit, at) {
    const id = `hit-${at}`;
    return make("li", { class: "hit" }, ...this.#place(hit, id), ...this.#above(hit), this.#text("p", hit, id, aroundTerms(hit)));
  }

  /** Text of a document, in parts of which every second one is marked. */
  #text(name, at, id, parts) {
    let from = at.start;
    const nodes = parts.flatMap((part, index) => {
      const said = laid(part, from, at.breaks);
      from += Array.from(part).length;
      return index % 2 ? make("mark", {}, ...said) : said;
    });
    return make(name, { class: "text", id, dir: "auto", lang: written(at.document) }, ...nodes);
  }

  /** What stands above a row and is not shown yet. */
  #above({ document: about, above = [] }, shown = []) {
    const left = above.filter(({ start }) => !shown.includes(start + about.id));
    return left.map(({ start, text }) => {
      shown.push(start + about.id);
      return make("p", { class: "note above", lang: written(about) }, ...laid(text));
    });
  }

  /** What is copied has what is not shown. */
  #copied(event) {
    const range = (this.shadowRoot.getSelection?.() ?? getSelection()).getRangeAt(0).cloneRange();
    const [text, more] = [...this.#sheet.querySelectorAll(".text")].filter((one) => range.intersectsNode(one));
    if (!text || more) return;
    if (!text.contains(range.startContainer)) range.setStart(text, 0);
    if (!text.contains(range.endContainer)) range.setEndAfter(text.lastChild);
    event.clipboardData.setData("text/plain", range);
    event.preventDefault();
  }

  /** The link to the very place, what is above it and when it was. */
  #place(at, id) {
    const { document: about, section, visit, localised } = at, { title, publisher, section: known = [] } = localised ?? {};
    const above = section.length ? [title ?? about.title, ...section.slice(0, -1).map((one, i) => known[i] ?? one)].join(" · ")
      : publisher ?? about.publisher;
    const own = section.at(-1) || about.title || about.id, shown = section.length ? known.at(-1) : title;
    const when = [visit && (visit.localised ?? visit.date), at.page && `p. ${at.page}`].filter(Boolean);
    const link = this.#link(at, "place", shown ?? own, id, shown ? this.#language : written(about));
    return [
      link,
      ...(shown ? [" ", make("bdi", { class: "note", lang: written(about) }, own)] : []),
      make("p", { class: "note" }, make("bdi", { lang: title ?? publisher ? null : written(about) }, above), ...when.map((one) => ` · ${one}`)),
    ];
  }

  #link({ document: about, start, end, quote, text }, kind, words, described, lang = written(about)) {
    const url = new URL(`documents/${encodeURIComponent(about.id)}?span=${start}-${end}#span`, this.#server).href;
    const link = make("a", { class: kind, href: url, target: "_blank", rel: "noopener", "aria-describedby": described },
      make("bdi", { lang }, words));
    const open = (event) => {
      const detail = { document: about, start, end, quote: quote ?? text, url };
      if (event.button < 2 && !this.#tell("tripqa-open", detail)) event.preventDefault(); // 2 opens a menu, no link
    };
    link.addEventListener("click", open);
    link.addEventListener("auxclick", open);
    return link;
  }
}

customElements.define("tripqa-search", TripqaSearch);
})();
