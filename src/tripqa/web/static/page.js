// Makes the pages quicker and lets the keyboard do everything. Each page is whole without it: what a link or the form
// leads to is fetched and put in place here instead of being loaded anew. Text from reports is only ever set as text.

const root = new URL(".", import.meta.url);
const box = document.getElementById("question"), form = document.getElementById("ask");
const typing = document.getElementById("typing"), status = document.getElementById("status");
const WAIT = 180; // milliseconds without a key before hits are looked for
const READER = document.documentElement.lang; // the reader's language
const PATIENCE = 30_000; // milliseconds for a reply
const LEARNING = 120_000; // milliseconds for what the browser fetches before it can translate
const NEAR = 6; // hits shown while typing
const SOON = 2_000; // milliseconds until a server that is loading or busy is asked again
const LOST = ["busy", "too_slow", "unreachable", "cut_short"]; // why a model is asked again when the answer is shown again
const HANGUL = /^\p{Script=Hangul}+$/u;
const wide = matchMedia("(min-width: 62rem)"); // as in page.css: there is room for a report beside the answer

// What is said to the reader

function say(words, { aloud = false, again = null } = {}) {
  if (status.contains(document.activeElement)) box.focus({ preventScroll: true }); // the button goes
  status.classList.toggle("hidden", aloud);
  status.replaceChildren(words);
  if (again) {
    const button = document.createElement("button");
    button.textContent = status.dataset.again;
    button.addEventListener("click", again);
    status.append(" ", button);
  }
}

// Hits while someone types

let pause = 0, search = new AbortController();

function look() {
  forget();
  const question = box.value.trim();
  if (!question || question === asked()) stopLooking();
  else pause = setTimeout(showHits, WAIT, question);
}

function asked() {
  return box.defaultValue.trim(); // the question of what is shown
}

async function showHits(question) {
  search = new AbortController();
  const { signal } = search, place = new FormData(form), id = place.get("document");
  const filter = { document: id && [id], section: place.get("section") };
  let hits = [];
  try {
    const reply = await fetch(new URL("v1/search", root), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, top_k: NEAR, filter, shown_in: READER }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    });
    if (signal.aborted) return;
    if ([429, 503].includes(reply.status)) return void (pause = setTimeout(showHits, SOON, question));
    if (!reply.ok) return stopLooking(); // a question that cannot be taken says so when it is asked
    ({ hits } = await reply.json());
  } catch {
    if (!signal.aborted) say(status.dataset.offline, { again: look });
    return;
  }
  const told = new Set(); // languages that were called the original's
  typing.lastElementChild.replaceChildren(...hits.map((hit) => hitItem(hit, told)));
  typing.hidden = false;
  document.body.classList.add("is-typing");
  say(hits.length ? status.dataset.found.replace("{count}", hits.length) : status.dataset.none);
}

function forget() {
  clearTimeout(pause);
  search.abort();
}

function hideHits() {
  forget();
  typing.hidden = true;
  document.body.classList.remove("is-typing");
}

function stopLooking() {
  hideHits();
  say("");
}

// One hit, in the same form as the server's own: parts.html has both

function hitItem(hit, told) {
  const item = document.getElementById("hit").content.firstElementChild.cloneNode(true);
  const { id, title, language } = hit.document, known = language === "und" ? null : language;
  const link = item.querySelector(".hit-link"), words = item.querySelector(".hit-text");
  link.href = new URL(`documents/${encodeURIComponent(id)}?span=${hit.start}-${hit.end}#span`, root);
  link.dataset.open = `${id}:${hit.start}-${hit.end}`;
  const { section = [], title: known_title } = hit.localised ?? {};
  const [heading, as_written] = link.children, translated = section.some(Boolean);
  const own = hit.section.join(" › ") || (known_title ?? title) || id;
  heading.textContent = translated ? hit.section.map((one, i) => section[i] ?? one).join(" › ") : own;
  if (translated) as_written.textContent = own;
  else link.replaceChildren(heading);
  item.querySelector(".hit-when").append(...(hit.visit ? [time(hit.visit)] : []));
  words.append(...laid(hit.text, hit));
  words.before(...hit.above.map(({ text }) => piece("p", "above", ...laid(text))));
  const of = item.querySelector(".hit-title bdi"), theirs = translated || (!hit.section.length && known_title);
  of.textContent = known_title ?? title;
  const written = [theirs ? as_written : heading, words, ...(known_title ? [] : [of]), ...item.querySelectorAll(".above")];
  if (known) for (const element of written) element.lang = known;
  const original = item.querySelector(".original");
  const said = saidOf(original, language);
  if (known && !told.has(language)) original.textContent = said.replace("{language}", language);
  told.add(language);
  if (hit.page) original.before(` · ${original.dataset.page.replace("{number}", hit.page)}`);
  return item;
}

// What is said of a text in a language, under the longest part of its tag that we know
function saidOf(original, tag) {
  for (let part = tag.toLowerCase(); part; part = part.slice(0, Math.max(0, part.lastIndexOf("-"))))
    if (original.hasAttribute(`data-${part}`)) return original.getAttribute(`data-${part}`);
  return original.dataset.other;
}

// Text as it is read: cells apart, breaks of the layout not seen. Places count code points.
function laid(text, { start = 0, breaks = [] } = {}) {
  const points = Array.from(text), cut = (from, to) => points.slice(from, to).join("");
  const nodes = [];
  let done = 0;
  for (const one of breaks) {
    nodes.push(...cells(cut(done, one.start - start)));
    nodes.push(piece("span", one.shown ? "wrap" : "joint", cut(one.start - start, done = one.end - start)));
  }
  return [...nodes, ...cells(cut(done))];
}

function cells(text) {
  const parts = text.split(/(\t|\s*\n\s*\n\s*)/); // every second is what lies between two cells or paragraphs
  return parts.map((part, i) => (i % 2 ? piece("span", part === "\t" ? "tab" : "gap", part) : part));
}

function piece(name, className, ...content) {
  const element = Object.assign(document.createElement(name), { className });
  element.append(...content);
  return element;
}

function time({ date, localised }) {
  const element = document.createElement("time");
  element.dateTime = date;
  element.textContent = localised;
  return element;
}

// Input methods. While candidates are being chosen nothing below may move, and the Enter that takes one asks nothing.
// Hangul is composed syllable by syllable without candidates: there hits appear all the same.

const isComposing = (event) => event.isComposing || event.keyCode === 229; // Safari ends a composition before its Enter

box.addEventListener("compositionstart", forget);
box.addEventListener("compositionend", look);
box.addEventListener("input", (event) => {
  if (!event.isComposing || HANGUL.test(event.data ?? "")) look();
});
box.addEventListener("keydown", (event) => {
  if (["Enter", "Escape"].includes(event.key) && isComposing(event)) event.preventDefault(); // Escape empties boxes
});

// Going from one state to another

const here = () => location.pathname + location.search;
let turn = 0, aim = here(); // what is shown, or will be when a step back or forth has arrived

async function go(address, { push = true, arrive = () => scrollTo(0, 0) } = {}) {
  const now = ++turn, typed = box.value, from = document.activeElement;
  const left = new URL(aim, root).searchParams.get("open");
  if (!push) aim = here();
  forget();
  let page;
  try {
    page = await load(address, () => now === turn);
  } catch {
    if (now === turn) say(status.dataset.offline, { again: () => go(address, { push, arrive }) });
    return;
  }
  if (now !== turn) return; // something else has been asked meanwhile
  if (!fits(page)) return push ? location.assign(address) : location.reload();
  if (push && address !== location.href) history.pushState(null, "", address);
  aim = here();
  const stayed = document.activeElement === from;
  put(page, typed);
  offerTranslation();
  write();
  const worth = ["no-answer", "checked", "label"].map((name) => document.querySelector(`#main .${name}`));
  say(worth.find(Boolean)?.textContent ?? "", { aloud: true });
  showPlace();
  if (stayed) arrive();
  if (!from.isConnected && document.activeElement === document.body) focusOn(left);
}

// Fetch a page; a server that is loading or busy is asked again for as long as the page is wanted.
async function load(address, wanted) {
  while (wanted()) {
    const slow = setTimeout(() => wanted() && say(status.dataset.working), 250);
    try {
      const reply = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (!page.getElementById("hit")) throw new Error("the page was cut short");
      if (reply.status !== 503) return page;
      if (wanted()) say(page.querySelector("#main .no-answer").textContent);
    } finally {
      clearTimeout(slow);
    }
    await new Promise((resolve) => setTimeout(resolve, SOON));
  }
}

// Another language may have been chosen in another tab, and Back may lead to the page that brings the widget's script.
function fits(page) {
  const complete = [...page.scripts].every(({ src }) => [...document.scripts].some((ours) => ours.src === src));
  return complete && page.documentElement.lang === document.documentElement.lang;
}

function put(page, typed) {
  const question = page.getElementById("question").defaultValue;
  const untouched = box.value.trim() === typed.trim();
  for (const part of ["#scope", "#view", ".languages"])
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  form.method = page.getElementById("ask").method;
  document.title = page.title;
  if (untouched) hideHits();
  if (untouched && question !== box.defaultValue) box.value = question; // what was typed since stays
  const kept = box.value;
  box.defaultValue = question;
  box.value = kept;
}

// Where the reader is

function showPlace() {
  const mark = document.getElementById("span"), scroll = mark?.closest(".report-scroll");
  if (scroll && wide.matches) {
    scroll.scrollTop += mark.getBoundingClientRect().top - scroll.getBoundingClientRect().top - scroll.clientHeight / 3;
  } else {
    mark?.scrollIntoView({ block: "center" });
  }
}

function focusOn(place) {
  const link = document.querySelector(`#main [data-open="${CSS.escape(place)}"]`);
  (link ?? document.getElementById("main")).focus({ preventScroll: true });
}

// Links, the form, and steps back and forth

function open(link) {
  const address = new URL(root);
  address.search = new URLSearchParams(typing.contains(link) ? new FormData(form) : location.search);
  address.searchParams.set("open", link.dataset.open);
  address.hash = "span";
  go(address.href, { arrive: () => document.getElementById("span")?.focus({ preventScroll: true }) });
}

function close(link) {
  const place = new URLSearchParams(location.search).get("open");
  go(link.href, { arrive: () => focusOn(place) });
}

form.addEventListener("submit", (event) => {
  if (form.method === "post") return; // the thread is too long for an address: the page is loaded anew
  event.preventDefault();
  const address = new URL(root);
  for (const [name, value] of new FormData(form)) address.searchParams.append(name, value);
  const again = box.value.trim() === new URLSearchParams(location.search).get("q"); // goes on from nothing
  if (box.value.trim()) go(again ? location.href : address.href);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.button || event.defaultPrevented) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const ours = link.origin === root.origin && link.pathname === root.pathname && !link.hreflang;
  const elsewhere = link.search !== location.search || link.pathname !== location.pathname;
  if (link.dataset.open && wide.matches && form.method === "get") open(link); // an address holds what is beside it
  else if (link.matches(".close")) close(link);
  else if (link.matches(".skip") && !typing.hidden) reachable()[0]?.focus();
  else if (ours && elsewhere) go(link.href, link.matches(".visit, .scope a") ? { arrive: () => box.focus() } : {});
  else return;
  event.preventDefault();
});

addEventListener("popstate", () => {
  if (here() !== aim) go(location.href, { push: false, arrive: () => {} });
});

// The keyboard: / to ask, arrows from the box into what is below and through it, Escape to close.

const reachable = () => [...document.querySelectorAll(typing.hidden ? "#main a[href]" : "#typing a[href]")];

function move(event) {
  const links = reachable(), from = document.activeElement, at = links.indexOf(from);
  const to = event.key === "ArrowDown" ? at + 1 : at - 1;
  if ((at < 0 && from !== box && from.id !== "main") || (from === box && to < 0) || to >= links.length) return;
  event.preventDefault();
  (to < 0 ? box : links[to]).focus();
}

function escape(event) {
  const report = document.querySelector("#report .close");
  if (!typing.hidden) {
    stopLooking();
    box.focus();
  } else if (report) {
    close(report);
  } else {
    return;
  }
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
  const writing = event.composedPath()[0].closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && (!writing || (document.activeElement === box && !box.value))) {
    event.preventDefault();
    box.select();
    box.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    move(event);
  } else if (event.key === "Escape") {
    escape(event);
  }
});

// What is copied of one quote is the quote: breaks that are not shown too, and nothing that stands beside it

document.addEventListener("copy", (event) => {
  const selected = getSelection();
  if (selected.isCollapsed) return;
  const range = selected.getRangeAt(0).cloneRange(), around = range.commonAncestorContainer;
  const place = (around.closest ? around : around.parentElement).closest(".quotes, .hit");
  const quotes = [...(place?.querySelectorAll(".words, .above, .hit-text") ?? [])].filter((quote) => range.intersectsNode(quote));
  if (quotes.length !== 1) return;
  const [quote] = quotes;
  if (!quote.contains(range.startContainer)) range.setStart(quote, 0);
  if (!quote.contains(range.endContainer)) range.setEnd(quote, quote.childNodes.length);
  event.clipboardData.setData("text/plain", range.toString());
  event.preventDefault();
});

// Where the browser translates on the device (https and loopback), a button has it do so. What a machine has made stands
// below the quote, says so, and is never copied: it is no quote.

async function offerTranslation() {
  const offer = document.querySelector("#main .translate");
  if (!offer || !self.Translator) return;
  const [button] = offer.children, foreign = foreignTexts(), able = new Map(); // languages that can be translated from
  for (const { from } of foreign) if (!able.has(from)) able.set(from, await canTranslate(from));
  offer.hidden = ![...able.values()].some(Boolean);
  button.addEventListener("click", async () => {
    button.disabled = true;
    button.ariaBusy = "true";
    try {
      await translate(foreign.filter(({ from }) => able.get(from)), offer.dataset.machine);
      offer.hidden = true;
    } catch {
      say(offer.dataset.failed);
      button.disabled = false;
      button.ariaBusy = null;
    }
  });
}

// Quotes, and headings that nobody has translated, each with its language and what its translation stands below.
function foreignTexts() {
  const texts = [...document.querySelectorAll("#main .quote .words, #main figcaption .where bdi:first-child")];
  const all = texts.map((text) => ({ text, from: text.closest("[lang]").lang, place: text.closest(".quote, figcaption") }));
  return all.filter(({ from }) => from !== READER);
}

const pair = (from) => ({ sourceLanguage: from, targetLanguage: READER });

async function canTranslate(from) {
  return (await Translator.availability(pair(from)).catch(() => "unavailable")) !== "unavailable";
}

async function translate(foreign, machine) {
  const translators = new Map();
  for (const { text, from, place } of foreign) {
    if (place.nextElementSibling?.matches(".machine")) continue; // made before another failed
    const options = { ...pair(from), signal: AbortSignal.timeout(LEARNING) }; // some browsers never say that they cannot
    if (!translators.has(from)) translators.set(from, await Translator.create(options));
    const copy = text.cloneNode(true);
    for (const joint of copy.querySelectorAll(".joint")) joint.remove();
    const line = piece("p", "machine", piece("span", "by", machine), await translators.get(from).translate(copy.textContent));
    line.lang = READER;
    place.after(line);
  }
}

// Where the server has a model, that writes short statements from the quotes, which stand below from the first moment on.
// Each comes when it has been checked. What has been written stays while a report is opened beside it.

let writing = null; // { place, stop, lost } of what is, or was, written about the answer that is shown

function write() {
  const place = document.querySelector("#main .written");
  const same = ["ask", "generation"].every((name) => place?.dataset[name] === writing?.place.dataset[name]);
  if (place && writing && same && !writing.lost) return place.replaceWith(writing.place);
  writing?.stop.abort(); // and with it the model
  writing = place && { place, stop: new AbortController(), lost: false };
  if (place) fill(writing);
}

async function fill(what) {
  const { place, stop: { signal } } = what;
  const [label, list, note] = place.children, headers = { "Content-Type": "application/json", Accept: "text/event-stream" };
  let made = { reason: "cut_short" };
  place.hidden = false;
  try {
    const reply = await fetch(new URL("v1/ask", root), { method: "POST", headers, body: place.dataset.ask, signal });
    if (!reply.ok) made = { reason: [429, 503].includes(reply.status) ? "busy" : "unreachable" };
    else for await (const [name, said] of events(reply.body)) {
      // numbers of another generation's quotes would lead to others here
      if (name === "citations" && said.index.generation !== place.dataset.generation) throw new Error("the index has moved");
      if (name === "statement") list.append(statement(said, place.dataset.number));
      if (name === "done") made = said.generated;
    }
  } catch {
    if (signal.aborted) return;
    what.stop.abort(); // a model whose statements nobody reads
  }
  what.lost = LOST.includes(made.reason);
  const why = made.reason && place.getAttribute(`data-${made.reason}`);
  label.textContent = list.children.length ? place.dataset.written : (why ?? place.dataset.cannot);
  const notes = [list.children.length && why, made.dropped && place.dataset.dropped.replace("{count}", made.dropped)];
  note.textContent = notes.filter(Boolean).join(" ");
}

function statement({ text, citations }, opens) {
  const links = citations.map((number) => {
    const link = piece("a", "number", String(number));
    link.href = `#quote-${number}`;
    link.ariaLabel = opens.replace("{number}", number);
    return link;
  });
  return piece("li", "", piece("bdi", "", text), ...links);
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let begun = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const whole = (begun + part.value).split("\n\n");
    begun = whole.pop();
    for (const block of whole) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []; // not every block is an event
      if (name) yield [name, JSON.parse(data)];
    }
  }
}

// A page that has just been opened

showPlace();
offerTranslation();
write();
addEventListener("load", () => {
  if (!wide.matches || !document.querySelector(".report-scroll #span")) return;
  scrollTo(0, 0);
  requestAnimationFrame(() => scrollTo(0, 0)); // a browser may go to the mark once more when all is laid out
});
if (document.querySelector(".failure.soon")) setTimeout(() => turn || go(location.href, { push: false }), SOON);
