// Makes the pages quicker and lets the keyboard do everything. Each page is whole without it: what a link or the form
// leads to is fetched and put in place here instead of being loaded anew. Text from reports is only ever set as text.

const root = new URL(".", import.meta.url);
const box = document.getElementById("question"), form = document.getElementById("ask");
const typing = document.getElementById("typing"), status = document.getElementById("status");
const WAIT = 180; // milliseconds without a key before hits are looked for
const PATIENCE = 30_000; // milliseconds for a reply
const NEAR = 6; // hits shown while typing
const HANGUL = /^\p{Script=Hangul}+$/u;

// What is said to the reader

function say(words, { aloud = false, again = null } = {}) {
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

function forget() {
  clearTimeout(pause);
  search.abort();
}

function hideHits() {
  forget();
  typing.hidden = true;
  document.body.classList.remove("is-typing");
}

function asked() {
  return new URLSearchParams(location.search).get("q") ?? "";
}

async function showHits(question) {
  search = new AbortController();
  const { signal } = search, fields = new FormData(form);
  const filter = {
    ...(fields.get("document") && { document: [fields.get("document")] }),
    ...(fields.get("section") && { section: fields.get("section") }),
  };
  try {
    const reply = await fetch(new URL("v1/search", root), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, top_k: NEAR, ...(Object.keys(filter).length && { filter }) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    });
    if (!reply.ok) return hideHits(); // a question that cannot be taken says so when it is asked
    const { hits } = await reply.json();
    if (signal.aborted) return;
    typing.firstElementChild.replaceChildren(...hits.map(hitItem));
    typing.hidden = false;
    document.body.classList.add("is-typing");
    say(hits.length ? status.dataset.found.replace("{count}", hits.length) : status.dataset.none);
  } catch {
    if (!signal.aborted) say(status.dataset.offline, { again: () => showHits(question) });
  }
}

function hitItem(hit) {
  const item = document.getElementById("hit").content.firstElementChild.cloneNode(true);
  const { id, title, language } = hit.document, known = language === "und" ? null : language;
  const link = item.querySelector(".hit-link"), words = item.querySelector(".hit-text");
  link.href = new URL(`documents/${encodeURIComponent(id)}?span=${hit.start}-${hit.end}#span`, root);
  link.dataset.open = `${id}:${hit.start}-${hit.end}`;
  link.firstElementChild.textContent = hit.section.join(" › ") || title;
  item.querySelector(".hit-when").append(...(hit.visit ? [time(hit.visit)] : []));
  const parts = hit.text.split(/(\s*\n\s*\n\s*)/); // every second is what lies between two paragraphs
  words.append(...parts.map((part, i) => (i % 2 ? gap(part) : part)));
  item.querySelector(".hit-title bdi").textContent = title;
  if (known) for (const element of [link, words, item.querySelector(".hit-title bdi")]) element.lang = known;
  item.querySelector(".original").textContent = item.querySelector(".original").getAttribute(`data-${language.toLowerCase()}`) ?? "";
  return item;
}

function gap(text) {
  return Object.assign(document.createElement("span"), { className: "gap", textContent: text });
}

function time({ date, start, end }) {
  const element = document.createElement("time");
  const parts = { year: "numeric", month: "short", day: "numeric", weekday: "short", timeZone: "UTC" };
  const language = document.documentElement.lang, locale = { en: "en-GB" }[language] ?? language;
  const day = new Intl.DateTimeFormat(locale, parts).format(new Date(date));
  element.dateTime = date;
  element.textContent = start ? `${day} ${start}–${end ?? ""}` : day;
  return element;
}

function look() {
  forget();
  const question = box.value.trim();
  if (!question || question === asked().trim()) {
    hideHits();
    say("");
  } else {
    pause = setTimeout(showHits, WAIT, question);
  }
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
  if (event.key === "Enter" && isComposing(event)) event.preventDefault();
});

// Going from one state to another

let turn = 0;

async function go(address, { push = true, focus = () => {}, tries = 5 } = {}) {
  const now = ++turn, typed = box.value;
  hideHits();
  const slow = setTimeout(() => say(status.dataset.working), 250);
  try {
    const reply = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (now !== turn) return; // something else has been asked meanwhile
    if (!page.getElementById("hit")) throw new Error("the page was cut short");
    if (reply.status === 503 && tries) {
      setTimeout(() => now === turn && go(address, { push, focus, tries: tries - 1 }), 2000);
      return;
    }
    if (push) history.pushState(null, "", address);
    put(page);
    if (box.value === typed) box.value = page.getElementById("question").value;
    const said = document.querySelector("#main .no-answer, #main .checked, #main h1");
    say(said?.textContent ?? "", { aloud: true });
    showPlace();
    focus();
  } catch {
    if (now === turn) say(status.dataset.offline, { again: () => go(address, { push, focus }) });
  } finally {
    clearTimeout(slow);
  }
}

function put(page) {
  for (const part of ["#scope", "#view", ".languages"])
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  document.title = page.title;
}

function showPlace() {
  const mark = document.querySelector(".report-scroll #span");
  if (!mark) return;
  const scroll = mark.closest(".report-scroll");
  scroll.scrollTop += mark.getBoundingClientRect().top - scroll.getBoundingClientRect().top - scroll.clientHeight / 3;
}

const wide = matchMedia("(min-width: 62rem)"); // as in page.css: there is room for a report beside the answer

function open(place) {
  const address = new URL(root);
  const state = new URLSearchParams(new FormData(form));
  state.set("open", place);
  for (const [name, value] of state) if (value) address.searchParams.set(name, value);
  address.hash = "span";
  go(address, { focus: () => document.getElementById("span")?.focus({ preventScroll: true }) });
}

function close(link) {
  const place = new URLSearchParams(location.search).get("open");
  const back = () => (document.querySelector(`[data-open="${CSS.escape(place)}"]`) ?? box).focus({ preventScroll: true });
  go(link.href, { focus: back });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const address = new URL(root);
  for (const [name, value] of new FormData(form)) address.searchParams.set(name, value);
  if (box.value.trim()) go(address);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.defaultPrevented) return;
  const ours = link.origin === root.origin && link.pathname === root.pathname && !link.hreflang;
  const elsewhere = link.search !== location.search || link.pathname !== location.pathname;
  if (link.dataset.open && wide.matches) open(link.dataset.open);
  else if (link.matches(".close")) close(link);
  else if (ours && elsewhere) go(link.href, { focus: () => link.matches(".visit, .scope a") && box.focus() });
  else return;
  event.preventDefault();
});

let shown = location.pathname + location.search;
addEventListener("popstate", () => {
  if (shown !== location.pathname + location.search) go(location.href, { push: false });
});

// The keyboard: / to ask, arrows from the box into what is below and through it, Escape to close.

const reachable = () => [...document.querySelectorAll(typing.hidden ? "#main a[href]" : "#typing a[href]")];

function move(event) {
  const links = reachable(), at = links.indexOf(document.activeElement), inBox = document.activeElement === box;
  const to = event.key === "ArrowDown" ? at + 1 : at - 1;
  if ((at < 0 && !inBox) || (inBox && event.key === "ArrowUp") || to >= links.length) return;
  event.preventDefault();
  (to < 0 ? box : links[to]).focus();
}

function escape(event) {
  const report = document.querySelector("#report .close");
  if (!typing.hidden) {
    hideHits();
    say("");
    box.focus();
  } else if (report && document.activeElement !== box) {
    close(report);
  } else {
    return;
  }
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
  const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !writing) {
    event.preventDefault();
    box.select();
    box.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    move(event);
  } else if (event.key === "Escape") {
    escape(event);
  }
});

showPlace();
addEventListener("load", () => document.querySelector(".report-scroll #span") && scrollTo(0, 0));
