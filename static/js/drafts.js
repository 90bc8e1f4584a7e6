// What is typed into a long form (one with a c-draft) is kept at the server, and offered again when the form is opened.
// Nothing is kept in the browser. Files, passwords and fields marked data-no-draft are left out.

import { noteUse } from "./ending.js";
import { adoptToken, signInThen } from "./session.js";

const PAUSE = 20_000; // ms from the first change to the save
const NOT_FIELDS = new Set(["csrfmiddlewaretoken", "once", "draft", "picker_query"]);
const NOT_TYPES = new Set(["file", "password", "submit", "button", "image", "reset"]);
const pages = new WeakMap(); // form → its Page

const placeIn = (form) => form.querySelector("[data-draft]");
const fieldsOf = (form) =>
  [...form.elements].filter(
    (box) => box.name && !NOT_FIELDS.has(box.name) && !NOT_TYPES.has(box.type) && !box.matches("[data-no-draft], [name$=_FORMS]"),
  );
const isChoice = (box) => box.type === "checkbox" || box.type === "radio";

/** [[name, value, words of a picked person]] of a form, as it stands. */
function contentOf(form) {
  const lines = [];
  for (const box of fieldsOf(form)) {
    if (isChoice(box)) {
      if (!box.checked) continue;
      const words = box.closest(".picker") && box.closest("label");
      lines.push(words ? [box.name, box.value, words.textContent.trim().replace(/\s+/g, " ")] : [box.name, box.value]);
    } else if (box.type === "select-multiple") {
      for (const option of box.selectedOptions) lines.push([box.name, option.value]);
    } else lines.push([box.name, box.value]);
  }
  return lines;
}

/** Whether something was put in that no draft takes: a file, a number that is masked elsewhere. */
const hasMore = (form) =>
  [...form.elements].some((box) => box.value && (box.type === "file" || (box.matches("[data-no-draft]") && !isChoice(box))));

/** One form on the page: what of it is not kept yet, and the way to the server. */
class Page {
  constructor(form) {
    this.form = form;
    this.place = placeIn(form);
    this.isUnsaved = false;
    this.isSent = false; // the form itself is on its way
    this.isOver = false; // the server will take no more of it
    this.timer = 0;
  }

  note() {
    this.isUnsaved = true;
    if (!this.timer) this.timer = window.setTimeout(() => this.save(), PAUSE);
  }

  body() {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    data.set("sign", this.place.dataset.draft);
    data.set("page", this.form.elements.once.value);
    data.set("draft", this.form.elements.draft.value);
    data.set("content", JSON.stringify(contentOf(this.form)));
    return data;
  }

  /** The page is put away or the form sent: no answer can be waited for. */
  sendAway() {
    if (!this.isUnsaved || this.isSent || this.isOver || !this.form.isConnected) return;
    if (navigator.sendBeacon(this.place.dataset.url, this.body())) this.isUnsaved = false;
  }

  async save() {
    window.clearTimeout(this.timer);
    this.timer = 0;
    if (!this.isUnsaved || this.isSent || this.isOver || !this.form.isConnected) return;
    this.isUnsaved = false;
    try {
      await this.hear(await fetch(this.place.dataset.url, { method: "POST", headers: { "HX-Request": "true" }, body: this.body() }));
    } catch {
      this.failed("没有网络，草稿还没保存；恢复后自动再存，请勿关闭页面。");
    }
  }

  async hear(answer) {
    if (answer.status === 401) {
      this.isUnsaved = true;
      signInThen(this.place, () => this.save());
      return;
    }
    const isStale = adoptToken(answer); // somebody signed in again in another tab
    const { time, message } = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) {
      noteUse();
      this.form.elements.draft.value = "";
      if (!this.isUnsaved && !hasMore(this.form)) this.form.dispatchEvent(new Event("draft:saved", { bubbles: true }));
      this.say(`草稿已存 ${time}`);
    } else if (answer.status === 409 || (answer.status === 403 && !isStale)) {
      this.isOver = true;
      this.say(answer.status === 409 ? "" : "草稿不再自动保存，请保存表单。", true);
    } else this.failed(message || "草稿未能保存，稍后自动再存。");
  }

  failed(text) {
    this.say(text, true);
    this.note();
  }

  say(text, isBad = false) {
    let line = this.form.querySelector("[data-draft-said]");
    if (!line) {
      line = document.createElement("span");
      line.dataset.draftSaid = "";
      (this.form.querySelector(".form-actions") || this.place).append(line);
    }
    line.className = isBad ? "error" : "hint";
    if (isBad) line.setAttribute("role", "alert");
    else line.removeAttribute("role");
    line.textContent = text;
  }
}

function pageOf(form) {
  if (!form || !placeIn(form)) return null;
  if (!pages.has(form)) pages.set(form, new Page(form));
  return pages.get(form);
}

const allPages = () => [...document.querySelectorAll("[data-draft]")].map((place) => pageOf(place.closest("form")));

/** Pick a person again whom the search on this page has not found yet. */
function pickAgain(form, [name, value, words]) {
  const picker = document.getElementById(`pick-${name}`)?.closest(".picker");
  if (!words || !picker || !form.contains(picker)) return false;
  const box = Object.assign(document.createElement("input"), { type: "radio", name, value, checked: true });
  box.className = "form-check-input";
  const label = document.createElement("label");
  label.append(box, ` ${words}`);
  const line = document.createElement("p");
  line.className = "chosen";
  line.append(label);
  picker.querySelector(".input-group").before(line);
  return true;
}

/** Put one field as it was. Returns the values that found no place in it. */
function fill(box, values) {
  if (isChoice(box)) {
    const index = values.indexOf(box.value);
    if (box.type === "checkbox" || index >= 0) box.checked = index >= 0;
    if (index >= 0) values.splice(index, 1);
  } else if (box.type === "select-multiple") {
    for (const option of box.options) {
      const index = values.indexOf(option.value);
      option.selected = index >= 0;
      if (index >= 0) values.splice(index, 1);
    }
  } else if (values.length) {
    if (box.tagName === "SELECT" && ![...box.options].some((option) => option.value === values[0])) return;
    box.value = values.shift();
  }
}

/** Put a form as it was. Returns the words that found no place in it as it is now. */
function takeUp(form, lines) {
  const values = new Map();
  for (const [name, value] of lines) values.set(name, [...(values.get(name) || []), value]);
  for (const box of fieldsOf(form)) {
    if (!values.has(box.name) && box.type !== "checkbox") continue;
    const before = isChoice(box) ? box.checked : box.value;
    fill(box, values.get(box.name) || []);
    if (before === (isChoice(box) ? box.checked : box.value)) continue;
    for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, { bubbles: true }));
  }
  const left = lines.filter((line) => values.get(line[0]).includes(line[1]) && !pickAgain(form, line));
  return left.map((line) => line[2] || line[1]).filter((words) => /[^\x21-\x7e]/.test(words.trim())); // no codes and keys
}

/** After restoring: that it was, and what must be put in again by hand. */
function tellWhatIsLeft(form, left) {
  const told = ["已恢复，请核对后提交。"];
  if (form.querySelector("input[type=file]")) told.push("照片和附件不存入草稿，请重新选择。");
  if (form.querySelector("[data-no-draft]:not([type=hidden])")) told.push("证件号、电话、举报人等保密内容不存入草稿，请重新填写。");
  if (left.length) told.push(`以下内容在现在的表上没有位置：${left.join("；")}`);
  const place = placeIn(form).querySelector("[data-left]");
  place.textContent = told.join("");
  place.hidden = false;
}

function onTakeUp(kept) {
  const form = kept.closest("form");
  const page = pageOf(form);
  const left = takeUp(form, JSON.parse(kept.dataset.content));
  form.elements.draft.value = kept.dataset.kept;
  tellWhatIsLeft(form, left);
  kept.remove();
  page.note();
  page.save();
  form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

async function onGiveUp(kept) {
  const form = kept.closest("form");
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("drop", kept.dataset.kept);
  const answer = await fetch(placeIn(form).dataset.url, { method: "POST", headers: { "HX-Request": "true" }, body });
  if (answer.status === 401) signInThen(form, () => onGiveUp(kept));
  else if (answer.ok) kept.remove();
}

/** Whether the record was saved by anybody since the draft: its versions are not those the draft was typed on. */
function isChanged(form, lines) {
  return lines.some(([name, value]) => {
    const box = name.endsWith("version") && form.elements[name];
    return box && box.value !== value;
  });
}

function offer(root) {
  for (const kept of root.querySelectorAll("[data-kept][hidden]")) {
    kept.querySelector("[data-changed]").hidden = !isChanged(kept.closest("form"), JSON.parse(kept.dataset.content));
    kept.hidden = false;
  }
}

/** Keep what is typed on this page. */
export function keepDrafts() {
  const typed = (event) => pageOf(event.target.closest?.("form"))?.note();
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("click", (event) => {
    const kept = event.target.closest("[data-kept]");
    if (kept && event.target.closest("[data-take-up]")) onTakeUp(kept);
    if (kept && event.target.closest("[data-give-up]")) onGiveUp(kept);
  });
  const leave = () => allPages().forEach((page) => page.sendAway());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  window.addEventListener("pagehide", leave);
  document.addEventListener("session:ending", () => allPages().forEach((page) => page.save()));
  // On the window, so that a form held back to sign in first is not taken for one that left.
  window.addEventListener("submit", (event) => {
    const page = event.defaultPrevented ? null : pageOf(event.target);
    if (!page) return;
    page.sendAway(); // should the submission be lost on its way
    page.isSent = true;
  });
  window.addEventListener("pageshow", () => {
    for (const page of allPages()) page.isSent = false; // come back to by the browser's own button
  });
  document.addEventListener("htmx:afterSwap", (event) => offer(event.target));
  offer(document);
}
