// The page: what belongs together, and what happens when.

import { api } from "./api.js";
import { Form, title } from "./form.js";
import { Stage } from "./stage.js";

const find = (id) => document.getElementById(id);
const TOOLS = [
  ["brush", "Brush", "B"], ["eraser", "Eraser", "E"], ["rectangle", "Rectangle", "R"], ["ellipse", "Ellipse", "O"],
  ["lasso", "Lasso", "L"], ["fill", "Fill", "G"], ["pick", "Pick color", "C"], ["pan", "Move", "H"], ["frame", "Outpaint frame", "X"],
];
const MENDS = { fit: "Fit the image", invert: "Invert the mask", feather: "Feather the mask", from_alpha: "Take the mask from the transparency" };
const figure = (credits) => String(Number(credits.toPrecision(6)));
const POLL_MS = 300, TYPING_MS = 200;

let state = null, view = "paint", chosen = null;

// --- settings of the tools

const settings = () => ({
  size: Number(find("size").value), hardness: Number(find("hardness").value), strength: Number(find("strength").value),
  tolerance: Number(find("tolerance").value),
  resize(factor) {
    const size = find("size"), now = Number(size.value);
    const next = Math.round(now * factor);
    size.value = next === now ? now + Math.sign(factor - 1) : next;
    showSettings();
  },
});
function showSettings() {
  for (const name of ["size", "hardness", "strength", "tolerance"]) find(`${name}-shown`).value = find(name).value;
}
for (const name of ["size", "hardness", "strength", "tolerance"]) find(name).addEventListener("input", showSettings);

const stage = new Stage(find("stage"), {
  settings,
  painted: ({ box, part }) => guarded(async () => {
    strokeEnded = performance.now();
    showUndo();
    await looked(api.putMask(box, part));
  }),
  shaped: (edit) => guarded(() => change(api.editMask(edit))),
  framed: (margins) => { if (currentForm()?.extends) for (const [side, value] of Object.entries(margins)) form.values[side] = value || null; showFrame(margins); },
  zoomed: (scale) => { find("zoom").value = `${Math.round(scale * 100)} %`; },
});

// --- tools

function chooseTool(tool) {
  stage.useTool(tool);
  for (const button of find("tool-list").children) {
    button.setAttribute("aria-checked", String(button.dataset.tool === tool));
    button.tabIndex = button.dataset.tool === tool ? 0 : -1;
  }
  find("extend").hidden = tool !== "frame" || !currentForm()?.has_mask || currentForm()?.extends;
}
for (const [tool, name, key] of TOOLS) {
  const button = Object.assign(document.createElement("button"), { textContent: name, title: key });
  button.setAttribute("role", "radio");
  button.dataset.tool = tool;
  button.addEventListener("click", () => chooseTool(tool));
  find("tool-list").append(button);
}
find("tool-list").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = [...find("tool-list").children], at = buttons.indexOf(document.activeElement);
  const next = buttons[(at + step + buttons.length) % buttons.length];
  chooseTool(next.dataset.tool);
  next.focus();
});

// --- the mask

// Take what the library made of the mask.
async function change(made) {
  const pixels = await made;
  stage.raster.replace(pixels);
  stage.redraw();
  showUndo();
  await looked();
}
for (const name of ["invert", "clear"]) find(name).addEventListener("click", () => guarded(() => change(api.editMask({ edit: name }))));
for (const name of ["feather", "grow", "shrink"]) {
  find(name).addEventListener("click", () => guarded(() => change(api.editMask({ edit: name, pixels: Number(find("pixels").value) }))));
}
function step(direction) {
  const change = stage.raster?.[direction]();
  if (!change) return;
  stage.redraw();
  showUndo();
  guarded(() => looked(api.putMask(change.box, change.part)));
}
function showUndo() {
  find("undo").disabled = !stage.raster?.done.length;
  find("redo").disabled = !stage.raster?.undone.length;
}
find("undo").addEventListener("click", () => step("undo"));
find("redo").addEventListener("click", () => step("redo"));
function showOverlay() {
  const hex = find("color").value;
  stage.raster?.recolor([1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)), find("hatched").checked);
  stage.showMask(find("shown").checked);
  stage.redraw();
}
for (const id of ["color", "hatched", "shown"]) find(id).addEventListener("input", showOverlay);

// --- files

function pickFile(button, input, use) {
  find(button).addEventListener("click", () => find(input).click());
  find(input).addEventListener("change", () => { const [file] = find(input).files; find(input).value = ""; if (file) use(file); });
}
const openImage = (file) => guarded(async () => show(await api.openImage(file)));
pickFile("open", "open-file", openImage);
pickFile("import-mask", "mask-file", (file) => guarded(() => change(api.importMask(file))));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) openImage(file);
});
document.addEventListener("paste", (event) => {
  const [file] = event.clipboardData.files;
  if (file) openImage(file);
});

// --- views

function chooseView(name) {
  view = name;
  for (const each of ["paint", "preview", "result"]) {
    find(`tab-${each}`).setAttribute("aria-selected", String(each === name));
    find(each === "paint" ? "stage" : each).hidden = each !== name;
  }
  if (name === "paint") { stage.resize(); stage.redraw(); }
}
for (const name of ["paint", "preview", "result"]) find(`tab-${name}`).addEventListener("click", () => chooseView(name));
find("zoom-in").addEventListener("click", () => stage.zoom(1.25));
find("zoom-out").addEventListener("click", () => stage.zoom(0.8));
find("zoom-fit").addEventListener("click", () => stage.fit());
find("full-screen").addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : find("center").requestFullscreen()));
find("slider").addEventListener("input", () => find("compare-after").style.setProperty("clip-path", `inset(0 0 0 ${find("slider").value}%)`));

// --- the form

const currentForm = () => state?.forms.find((each) => each.operation === find("operation").value);
let typing = 0;
const form = new Form(find("form"), {
  changed: () => { clearTimeout(typing); typing = setTimeout(() => { typing = 0; guarded(checked); }, TYPING_MS); },
  extra: (name, file) => guarded(async () => { await api.putExtra(name, file); await looked(); }),
});
function showForm() {
  const shown = currentForm();
  form.show(shown, form.values);
  find("about").textContent = shown.summary;
  find("tab-preview").disabled = !shown.has_mask;
  chooseTool(stage.tool);
}
find("operation").addEventListener("change", () => { showForm(); guarded(checked); });
find("budget").addEventListener("input", () => form.changed());
function showFrame(margins) {
  if (currentForm()?.extends) form.show(form.form, form.values);
  find("sent").textContent = `Extended by ${margins.left} left, ${margins.top} top, ${margins.right} right, ${margins.bottom} bottom.`;
  form.changed();
}
find("extend-button").addEventListener("click", () => guarded(async () => { show(await api.extend(stage.margins)); chooseTool("brush"); }));

// --- what the library says

let wanted = 0, looking = 0, strokeEnded = 0, asked = Promise.resolve();
async function checked() {
  if (!state?.image) return;
  const budget = find("budget").value;
  await api.draft({ operation: find("operation").value, form: form.values, budget: budget === "" ? null : Number(budget) });
  await looked();
}
// The preview first, at once, unless it comes with what was asked; then the checks, which take longer, one at a time.
async function looked(coming = null) {
  const mine = ++wanted;
  looking++;
  try {
    await preview(await coming);
    await asked;
    if (mine !== wanted) return;
    const findings = api.findings();
    asked = findings.catch(() => {});
    const told = await findings;
    if (mine === wanted) tell(told);
  } finally {
    looking--;
  }
}
async function preview(made) {
  if (!currentForm().has_mask) return;
  const shown = find("preview-image"), before = shown.src;
  try {
    const { summary, image } = made ?? await api.preview();
    shown.src = URL.createObjectURL(image);
    shown.alt = find("summary").textContent = summary;
    await shown.decode().catch(() => {});
    if (strokeEnded) document.body.dataset.strokeMs = String(Math.round(performance.now() - strokeEnded));
  } catch (error) { // the checks, which come next, tell of it too
    shown.removeAttribute("src");
    shown.alt = find("summary").textContent = error.message;
  }
  strokeEnded = 0;
  if (before) URL.revokeObjectURL(before);
}
function tell(findings) {
  const parts = [];
  if (findings.error) parts.push(line("wrong", findings.error));
  for (const warning of findings.warnings) parts.push(line("note", warning));
  for (const mend of findings.mends) {
    const button = Object.assign(document.createElement("button"), { textContent: MENDS[mend] });
    button.addEventListener("click", () => mendBy(mend));
    parts.push(button);
  }
  find("findings").replaceChildren(...parts);
  const price = findings.credits === null ? "an unknown price" : `${figure(findings.credits)} credits`;
  const { width, height } = state.image;
  const fitted = findings.sent_size && (findings.sent_size[0] !== width || findings.sent_size[1] !== height);
  find("sent").textContent = findings.error ? "" : `${findings.sent_size.join("×")} pixels are sent${fitted ? `, fitted from ${width}×${height}` : ""}, for ${price}.`;
  find("run").disabled = Boolean(findings.error) || running;
  find("run").textContent = findings.error || findings.credits === null ? "Run" : `Run for ${figure(findings.credits)} credits`;
  find("python").textContent = findings.python;
  find("command").textContent = findings.command;
}
function mendBy(mend) {
  if (mend === "fit") form.set("fit", true);
  else guarded(() => change(api.editMask({ edit: mend, pixels: Number(find("pixels").value) })));
}
function line(kind, text) {
  const made = document.createElement("p");
  made.className = kind;
  made.textContent = text;
  return made;
}
for (const name of ["python", "command"]) {
  find(`copy-${name}`).addEventListener("click", () => navigator.clipboard.writeText(find(name).textContent));
}

// --- the run

let running = false;
find("run").addEventListener("click", () => guarded(async () => {
  await api.idle();
  await follow(await api.run());
}));
find("cancel").addEventListener("click", () => guarded(async () => { find("cancel").disabled = true; await api.cancel(); }));
async function follow(run) {
  running = true;
  find("run").disabled = true;
  find("cancel").hidden = find("progress").hidden = false;
  find("cancel").disabled = false;
  try {
    while (run?.state === "running") {
      find("message").textContent = `${title(run.work.operation)}: ${run.seconds.toFixed(0)} s`;
      await new Promise((done) => setTimeout(done, POLL_MS));
      run = await api.running();
    }
  } finally {
    running = false;
    find("cancel").hidden = find("progress").hidden = true;
  }
  find("message").textContent = run?.message ?? "";
  const fresh = await api.state();
  state = { ...state, works: fresh.works, spent: fresh.spent };
  showWorks();
  if (run?.state === "done") compare(state.works.find((work) => work.id === run.work.id), 1);
  await checked();
}

// --- history

const address = (work, number) => `works/${work.id}/${number}`;
function showWorks() {
  find("works").replaceChildren(...state.works.flatMap((work) => {
    const numbers = work.files.length ? work.files.map((_, at) => at + 1) : [0];
    return numbers.map((number) => {
      const item = document.createElement("li"), button = document.createElement("button");
      if (number) {
        const image = Object.assign(document.createElement("img"), { src: address(work, number), alt: `Result ${work.id}`, loading: "lazy" });
        button.append(image);
      }
      const told = [title(work.operation.split(".")[1]), number && work.seeds[number - 1] !== null ? `seed ${work.seeds[number - 1]}` : "", work.error || (work.pending ? "not fetched yet" : "")];
      button.append(told.filter(Boolean).join(", "));
      button.title = work.form.prompt ?? work.form.prompts?.map((prompt) => prompt.text).join(", ") ?? "";
      button.addEventListener("click", () => (work.pending ? guarded(async () => follow(await api.fetchWork(work.id))) : number ? compare(work, number) : reopen(work)));
      item.append(button);
      return item;
    });
  }));
  find("server").textContent = `${state.server} – ${figure(state.spent)} credits spent`;
}
function compare(work, number) {
  chosen = { work, number };
  find("compare-before").src = `image?${state.revision}`;
  find("compare-after").src = address(work, number);
  find("slider").dispatchEvent(new Event("input"));
  find("save-result").href = `${address(work, number)}?save`;
  chooseView("result");
}
const reopen = (work) => guarded(async () => { const fresh = await api.reopen(work.id); fill(fresh); chooseView("paint"); await checked(); });
find("use").addEventListener("click", () => guarded(async () => { show(await api.use(chosen.work.id, chosen.number)); chooseView("paint"); }));
find("reopen").addEventListener("click", () => reopen(chosen.work));

// --- everything at once

async function show(fresh) {
  state = fresh;
  fill(fresh);
  find("empty").hidden = Boolean(state.image);
  find("save-mask").hidden = !state.image;
  if (state.image) {
    const image = new Image();
    image.src = `image?${state.revision}`;
    await image.decode();
    stage.open(image);
    const pixels = await api.mask();
    stage.raster.pixels = pixels;
    showOverlay();
    document.title = `${state.image.name} – Mask studio`;
  }
  showUndo();
  await checked();
  document.body.dataset.ready = String(state.revision);
}
function fill(fresh) {
  state = { ...state, ...fresh };
  const select = find("operation");
  if (!select.options.length) {
    for (const edition of new Set(state.forms.map((each) => each.edition))) {
      const group = Object.assign(document.createElement("optgroup"), { label: edition });
      group.append(...state.forms.filter((each) => each.edition === edition).map((each) => new Option(`${edition} ${each.title}`, each.operation)));
      select.append(group);
    }
  }
  select.value = state.operation;
  form.values = { ...state.form };
  find("budget").value = state.budget ?? "";
  showForm();
  showWorks();
}
async function guarded(work) {
  const message = find("message");
  try {
    await work();
    if (message.dataset.error) message.textContent = message.dataset.error = "";
  } catch (error) {
    message.textContent = message.dataset.error = error.message;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input:not([type=range]):not([type=checkbox]), textarea, select")) return;
  const key = event.key.toLowerCase(), command = event.ctrlKey || event.metaKey;
  if (command && key === "z") { event.preventDefault(); step(event.shiftKey ? "redo" : "undo"); return; }
  if (command && key === "y") { event.preventDefault(); step("redo"); return; }
  if (command || event.altKey) return;
  const tool = TOOLS.find(([, , letter]) => letter.toLowerCase() === key);
  if (tool) chooseTool(tool[0]);
  else if (key === "[" || key === "]") settings().resize(key === "]" ? 1.15 : 0.87);
  else if (key === "+" || key === "=") stage.zoom(1.25);
  else if (key === "-") stage.zoom(0.8);
  else if (key === "0") stage.fit();
  else if (key === "f") find("full-screen").click();
  else if (key === "i") find("invert").click();
  else if (key === "p" && !find("tab-preview").disabled) chooseView(view === "preview" ? "paint" : "preview");
  else if (key === " " && event.target.id === "stage") { event.preventDefault(); stage.spaceHeld = true; }
});
document.addEventListener("keyup", (event) => { if (event.key === " ") stage.spaceHeld = false; });

// Resolves when the page has asked all that it was about to ask.
stage.settled = async () => {
  for (let seen = null; typing || looking || seen !== api.idle();) {
    seen = api.idle();
    await seen;
    await new Promise((done) => setTimeout(done, 10));
  }
};

showSettings();
chooseTool("brush");
guarded(async () => {
  const fresh = await api.state();
  await show(fresh);
  if (fresh.run?.state === "running") await follow(fresh.run); // the page was closed amid a call
});
