// What the page asks its server. Every path is below the token of the page's own address.

let revision = "0";

async function ask(method, path, body, headers = {}) {
  const response = await fetch(path, { method, body, headers: { "x-revision": revision, ...headers } });
  if (!response.ok) {
    let told = { error: `${response.status} ${response.statusText}`, kind: "" };
    try { told = await response.json(); } catch { /* a proxy's page, or nothing */ }
    throw Object.assign(new Error(told.error), { kind: told.kind });
  }
  return response;
}

// Requests that change something go one after the other, in the order in which they were asked.
let last = Promise.resolve();
function inOrder(request) {
  const next = last.then(request, request);
  last = next.catch(() => {});
  return next;
}

async function asState(response) {
  const state = await response.json();
  revision = String(state.revision);
  return state;
}

async function asPreview(response) {
  return response.status === 204 ? null : { summary: response.headers.get("x-summary"), image: await response.blob() };
}

const json = (value) => JSON.stringify(value);
const pixels = async (response) => new Uint8Array(await response.arrayBuffer());

export const api = {
  idle: () => last,
  state: () => inOrder(async () => asState(await ask("GET", "state"))),
  openImage: (file) => inOrder(async () => asState(await ask("PUT", `image?name=${encodeURIComponent(file.name ?? "")}`, file))),
  mask: () => inOrder(async () => pixels(await ask("GET", "mask"))),
  putMask: (box, data) => inOrder(async () => asPreview(await ask("PUT", `mask?${new URLSearchParams(box)}`, data))),
  editMask: (edit) => inOrder(async () => pixels(await ask("POST", "mask/edits", json(edit)))),
  importMask: (file) => inOrder(async () => pixels(await ask("PUT", "mask/file", file))),
  extend: (margins) => inOrder(async () => asState(await ask("POST", "extend", json(margins)))),
  putExtra: (name, file) => inOrder(() => ask("PUT", `extra/${name}?name=${encodeURIComponent(file.name)}`, file)),
  draft: (draft) => inOrder(() => ask("PUT", "draft", json(draft))),
  // Not in order, since it may take a while for a large image: painting goes on meanwhile.
  findings: async () => (await ask("GET", "findings")).json(),
  preview: () => inOrder(async () => asPreview(await ask("GET", "preview"))),
  run: () => inOrder(async () => (await ask("POST", "run")).json()),
  running: async () => (await ask("GET", "run")).json(),
  cancel: async () => (await ask("DELETE", "run")).json(),
  use: (id, number) => inOrder(async () => asState(await ask("POST", `works/${id}/${number}/use`))),
  reopen: (id) => inOrder(async () => asState(await ask("POST", `works/${id}/open`))),
  fetchWork: (id) => inOrder(async () => (await ask("POST", `works/${id}/fetch`)).json()),
};
