// The form of an operation, made from what the server says of it, which is what the contract says.

export class Form {
  constructor(element, { changed, extra }) {
    Object.assign(this, { element, changed, extra });
    element.addEventListener("input", () => this.read());
    element.addEventListener("submit", (event) => event.preventDefault());
    this.values = {};
  }

  show(form, values) {
    this.form = form;
    this.values = values;
    const focused = document.activeElement?.name;
    this.element.replaceChildren(
      ...form.fields.filter((field) => field.required || field.type === "prompts").map((field) => this.field(field)),
      ...form.extra_images.map((name) => this.file(name)),
      ...form.fields.filter((field) => !field.required && field.type !== "prompts").map((field) => this.field(field)),
    );
    if (focused) this.element.elements.namedItem(focused)?.focus?.();
  }

  field(field) {
    if (field.type === "prompts") return this.prompts(field);
    const value = this.values[field.name] ?? "";
    const label = document.createElement("label");
    const input = this.input(field, value);
    input.name = field.name;
    const words = document.createElement("span");
    words.textContent = `${title(field.name)}${field.required ? " *" : ""} `;
    const help = document.createElement("small");
    help.textContent = field.help;
    help.id = `help-${field.name}`;
    input.setAttribute("aria-describedby", help.id);
    if (field.type === "boolean") label.append(input, " ", words, help);
    else label.append(words, input, help);
    return label;
  }

  input(field, value) {
    if (field.choices?.length) {
      const select = document.createElement("select");
      for (const choice of field.required ? field.choices : ["", ...field.choices]) {
        select.add(new Option(choice || "–", choice, false, choice === value));
      }
      return select;
    }
    if (field.type === "text") {
      const area = document.createElement("textarea");
      area.rows = 2;
      area.value = value;
      return area;
    }
    const input = document.createElement("input");
    if (field.type === "boolean") {
      input.type = "checkbox";
      input.checked = value === "" ? Boolean(field.default) : Boolean(value);
      return input;
    }
    if (field.type === "integer" || field.type === "number") {
      // The library says what is out of range: the browser must not change what was typed.
      Object.assign(input, { type: "number", step: "any", placeholder: field.default ?? "" });
    } else {
      input.type = "text";
      if (field.suggestions?.length) {
        const list = document.createElement("datalist");
        list.id = `known-${field.name}`;
        list.append(...field.suggestions.map((word) => new Option(word, word)));
        input.setAttribute("list", list.id);
        this.element.append(list);
        queueMicrotask(() => this.element.append(list));
      }
    }
    input.value = value;
    return input;
  }

  prompts(field) {
    const group = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = `Prompts * – ${field.help}`;
    const given = this.values.prompts?.length ? this.values.prompts : [{ text: "" }];
    const rows = given.map((prompt, at) => this.prompt(prompt, at));
    const more = document.createElement("button");
    more.type = "button";
    more.textContent = "Add a prompt";
    more.addEventListener("click", () => { group.insertBefore(this.prompt({ text: "" }, group.querySelectorAll(".prompt").length), more); });
    group.append(legend, ...rows, more);
    return group;
  }

  prompt(prompt, at) {
    const row = document.createElement("div");
    row.className = "prompt";
    const text = document.createElement("textarea");
    Object.assign(text, { rows: 2, value: prompt.text, name: `prompt-${at}` });
    text.setAttribute("aria-label", `Prompt ${at + 1}`);
    const weight = document.createElement("input");
    Object.assign(weight, { type: "number", step: "any", value: prompt.weight ?? "", placeholder: "1", name: `weight-${at}` });
    weight.setAttribute("aria-label", `Weight of prompt ${at + 1}`);
    const remove = document.createElement("button");
    Object.assign(remove, { type: "button", textContent: "×" });
    remove.setAttribute("aria-label", `Remove prompt ${at + 1}`);
    remove.addEventListener("click", () => { row.remove(); this.read(); });
    row.append(text, weight, remove);
    return row;
  }

  file(name) {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/png,image/jpeg,image/webp" });
    input.addEventListener("change", (event) => { event.stopPropagation(); if (input.files[0]) this.extra(name, input.files[0]); });
    input.addEventListener("input", (event) => event.stopPropagation());
    label.append(`${title(name)} `, input);
    return label;
  }

  read() {
    const values = {};
    for (const field of this.form.fields) {
      if (field.type === "prompts") {
        values.prompts = [...this.element.querySelectorAll(".prompt")].map((row) => {
          const [text, weight] = row.querySelectorAll("textarea, input");
          return weight.value === "" ? { text: text.value } : { text: text.value, weight: Number(weight.value) };
        }).filter((prompt) => prompt.text !== "");
        continue;
      }
      const input = this.element.elements.namedItem(field.name);
      if (!input) continue;
      if (field.type === "boolean") values[field.name] = input.checked;
      else if (field.type === "integer" || field.type === "number") values[field.name] = input.value === "" ? null : Number(input.value);
      else values[field.name] = input.value === "" ? null : input.value;
    }
    this.values = { ...this.values, ...values };
    this.changed(this.values);
  }

  set(name, value) {
    this.values = { ...this.values, [name]: value };
    this.show(this.form, this.values);
    this.changed(this.values);
  }
}

export const title = (name) => (name[0].toUpperCase() + name.slice(1)).replaceAll("_", " ");
