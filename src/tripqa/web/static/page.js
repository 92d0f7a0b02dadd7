"use strict";
// The page asks /v1/ask and shows what comes back. Text from documents is only ever set as text.

const find = (id) => document.getElementById(id);
const texts = new Map(); // SHA-256 of a text -> its code points: offsets count these, JavaScript counts UTF-16 units
let latest = 0;

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function call(path, body) {
  const reply = await fetch(path, body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const data = await reply.json();
  if (!reply.ok) throw new Error(data.error.message);
  return data;
}

function place(at, label) {
  const visit = at.visit ? [at.visit.date, at.visit.start && `${at.visit.start}–${at.visit.end ?? ""}`] : [];
  const words = [at.document.title, ...at.section, ...visit].filter(Boolean).join(" · ");
  const open = element("button", { type: "button", textContent: label ?? "原文を開く" });
  open.addEventListener("click", () => show(at).catch(fail));
  return element("p", { className: "place", lang: "ja" }, words, " ", open);
}

async function show(at) {
  const id = at.document.id, key = at.document.text_sha256;
  if (!texts.has(key)) texts.set(key, Array.from((await call(`v1/documents/${encodeURIComponent(id)}`)).text));
  const points = texts.get(key);
  const mark = element("mark", { textContent: points.slice(at.start, at.end).join("") });
  find("source-title").textContent = at.document.title;
  find("source-text").replaceChildren(points.slice(0, at.start).join(""), mark, points.slice(at.end).join(""));
  find("source").hidden = false;
  mark.scrollIntoView({ block: "center" });
  find("source-text").focus({ preventScroll: true });
}

function stated(value) {
  return `${value.value} [${value.citation}]`;
}

function summary(reply) {
  const disagree = reply.conflicts.map((conflict) => element("p", {
    className: "conflict",
    textContent: `資料の記載が食い違っています / The documents disagree: ${conflict.values.map(stated).join(" ↔ ")}`,
  }));
  if (reply.short_answer === null) return disagree;
  const value = { value: reply.short_answer, citation: reply.short_answer_place.citation };
  return [element("p", { className: "short", lang: "ja", textContent: stated(value) }), ...disagree];
}

function render(reply) {
  const cited = reply.citations.map((citation) => [
    element("p", { className: "quote", lang: "ja", textContent: `${citation.quote} [${citation.number}]` }),
    place(citation),
  ]).flat();
  const nothing = element("p", { className: "quote", textContent: "報告書には書かれていないようです。 Not in the report, as far as can be told." });
  find("answer").replaceChildren(...(reply.status === "answered" ? [...summary(reply), ...cited] : [nothing]));
  const heading = element("h2", { textContent: "近い箇所" });
  find("hits").replaceChildren(heading, ...reply.hits.map((hit) =>
    element("article", {}, element("p", { lang: "ja", textContent: hit.text }), place(hit))));
  find("answer").hidden = find("hits").hidden = false;
}

function fail(error) {
  find("status").textContent = error.message;
}

async function ask(question) {
  const turn = ++latest;
  find("status").textContent = "…";
  find("answer").hidden = find("hits").hidden = find("source").hidden = true;
  try {
    const reply = await call("v1/ask", { question });
    if (turn !== latest) return; // a later question has been asked meanwhile
    find("status").textContent = "";
    render(reply);
  } catch (error) {
    if (turn === latest) fail(error);
  }
}

async function offerExamples() {
  const { documents } = await call("v1/documents");
  const language = navigator.languages.map((name) => name.startsWith("zh") ? "zh-Hant" : name.slice(0, 2));
  for (const { examples } of documents) {
    const chosen = examples[language.find((name) => name in examples)] ?? Object.values(examples)[0] ?? [];
    find("examples").append(...chosen.map((question) => {
      const button = element("button", { type: "button", textContent: question });
      button.addEventListener("click", () => { find("question").value = question; ask(question); });
      return element("li", {}, button);
    }));
  }
}

find("form").addEventListener("submit", (event) => {
  event.preventDefault();
  ask(find("question").value);
});
async function whenReady(step) {
  while ((await fetch("readyz")).status === 503) await new Promise((done) => setTimeout(done, 1000));
  return step();
}

whenReady(offerExamples).catch(fail);
