// The stage: image, mask, zoom and pan, and what is drawn with the pointer.

import { Raster, Stroke, fill } from "./raster.js";

const MAX_SCALE = 40;
const FULL_FROM = 1.5; // from this many screen pixels for a pixel of the proxy, the mask itself is drawn

export class Stage {
  // `painted` is told of each part of the mask that the page changed, `shaped` of shapes that the library draws.
  constructor(element, { settings, painted, shaped, framed, zoomed }) {
    Object.assign(this, { element, settings, painted, shaped, framed, zoomed });
    this.tool = "brush";
    this.raster = null;
    this.pointers = new Map();
    this.konva = new Konva.Stage({ container: element, width: 10, height: 10, studio: this });
    this.base = this.konva.add(new Konva.Layer({ listening: false })).getLayers()[0];
    this.konva.add(new Konva.Layer({ listening: false }));
    this.konva.add(new Konva.Layer());
    [, this.over, this.top] = this.konva.getLayers();
    this.picture = this.base.add(new Konva.Image({})).children[0];
    this.mask = new Konva.Shape({ sceneFunc: (context) => this.drawMask(context), opacity: 0.6 });
    this.over.add(this.mask);
    this.cursor = new Konva.Circle({ stroke: "#fff", strokeWidth: 1, strokeScaleEnabled: false, shadowColor: "#000", shadowBlur: 2, listening: false, visible: false });
    this.draft = new Konva.Line({ stroke: "#1f6feb", strokeWidth: 2, strokeScaleEnabled: false, dash: [6, 4], listening: false, visible: false });
    this.frame = new Konva.Rect({ stroke: "#1f6feb", strokeWidth: 2, strokeScaleEnabled: false, draggable: false, visible: false });
    this.handles = new Konva.Transformer({ nodes: [this.frame], rotateEnabled: false, keepRatio: false, flipEnabled: false, visible: false });
    this.top.add(this.cursor, this.draft, this.frame, this.handles);
    this.frame.on("transform", () => this.moveFrame());
    new ResizeObserver(() => this.resize()).observe(element);
    this.listen();
  }

  // --- what is shown

  open(image) {
    this.image = image;
    this.raster = new Raster(image.naturalWidth, image.naturalHeight);
    this.picture.image(image);
    this.frame.setAttrs({ x: 0, y: 0, width: image.naturalWidth, height: image.naturalHeight, scaleX: 1, scaleY: 1 });
    this.resize();
    this.fit();
  }

  drawMask(context) {
    if (!this.raster) return;
    const { raster } = this, scale = this.konva.scaleX();
    const plain = context._context;
    plain.imageSmoothingEnabled = scale < 2;
    if (scale < raster.proxyScale * FULL_FROM) {
      plain.drawImage(raster.proxy, 0, 0, raster.width, raster.height);
      return;
    }
    const x = Math.max(0, Math.floor(-this.konva.x() / scale)), y = Math.max(0, Math.floor(-this.konva.y() / scale));
    const width = Math.min(raster.width - x, Math.ceil(this.konva.width() / scale) + 1);
    const height = Math.min(raster.height - y, Math.ceil(this.konva.height() / scale) + 1);
    if (width > 0 && height > 0) plain.drawImage(raster.canvas, x, y, width, height, x, y, width, height);
  }

  redraw() { this.over.batchDraw(); }

  resize() {
    const { clientWidth, clientHeight } = this.element;
    if (clientWidth && clientHeight) this.konva.size({ width: clientWidth, height: clientHeight });
  }

  fit() {
    if (!this.raster) return;
    const { width, height } = this.konva.size();
    const scale = Math.min(width / this.raster.width, height / this.raster.height) * 0.94;
    this.view(scale, (width - this.raster.width * scale) / 2, (height - this.raster.height * scale) / 2);
  }

  view(scale, x, y) {
    this.konva.scale({ x: scale, y: scale });
    this.konva.position({ x, y });
    this.base.getContext()._context.imageSmoothingEnabled = scale < 2;
    this.picture.getLayer().imageSmoothingEnabled(scale < 2);
    this.konva.batchDraw();
    this.zoomed(scale);
  }

  zoom(factor, center = { x: this.konva.width() / 2, y: this.konva.height() / 2 }) {
    const old = this.konva.scaleX(), scale = Math.min(MAX_SCALE, Math.max(0.01, old * factor));
    const { x, y } = this.konva.position();
    this.view(scale, center.x - ((center.x - x) / old) * scale, center.y - ((center.y - y) / old) * scale);
  }

  pan(dx, dy) { this.view(this.konva.scaleX(), this.konva.x() + dx, this.konva.y() + dy); }

  showMask(shown) { this.mask.visible(shown); }

  // --- the frame of outpainting

  useTool(tool) {
    this.tool = tool;
    const isFrame = tool === "frame";
    this.frame.visible(isFrame);
    this.handles.visible(isFrame);
    this.cursor.visible(false);
    this.element.style.cursor = tool === "pan" ? "grab" : isFrame ? "default" : "crosshair";
    this.top.batchDraw();
  }

  get margins() {
    const { x, y, width, height, scaleX, scaleY } = this.frame.attrs;
    const pixel = (value) => Math.max(0, Math.round(value));
    return {
      left: pixel(-x), top: pixel(-y),
      right: pixel(x + width * scaleX - this.raster.width), bottom: pixel(y + height * scaleY - this.raster.height),
    };
  }

  moveFrame() {
    // The frame holds the image, always.
    const { left, top, right, bottom } = this.margins;
    this.setMargins({ left, top, right, bottom });
    this.framed(this.margins);
  }

  setMargins({ left, top, right, bottom }) {
    this.frame.setAttrs({ x: -left, y: -top, width: this.raster.width + left + right, height: this.raster.height + top + bottom, scaleX: 1, scaleY: 1 });
    this.top.batchDraw();
  }

  // --- the pointer

  listen() {
    const { element } = this;
    element.addEventListener("pointerdown", (event) => this.down(event));
    element.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, (event) => this.up(event));
    element.addEventListener("pointerleave", () => { this.cursor.visible(false); this.top.batchDraw(); });
    element.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    element.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  where(event) {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  pixel(event) {
    const { x, y } = this.where(event), scale = this.konva.scaleX();
    return { x: (x - this.konva.x()) / scale, y: (y - this.konva.y()) / scale };
  }

  radius(event) {
    const pressure = event.pointerType === "pen" && event.pressure ? event.pressure : 1;
    return Math.max(0.5, (this.settings().size / 2) * pressure);
  }

  down(event) {
    if (!this.raster || this.tool === "frame") return;
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.where(event));
    if (this.pointers.size === 2) { // two fingers move and zoom; what the first began is taken back
      this.abandon();
      return;
    }
    const at = this.pixel(event);
    if (event.button === 1 || this.spaceHeld || this.tool === "pan") this.action = { kind: "pan" };
    else if (event.button === 2 || this.tool === "brush" || this.tool === "eraser") {
      const { hardness, strength } = this.settings();
      const erase = this.tool === "eraser" || event.button === 2;
      this.action = { kind: "stroke", stroke: new Stroke(this.raster, { erase, hardness: hardness / 100, strength }) };
      this.action.stroke.to(at.x, at.y, this.radius(event));
      this.redraw();
    } else if (this.tool === "fill" || this.tool === "pick") this.click(Math.floor(at.x), Math.floor(at.y));
    else this.action = { kind: "shape", points: [at] };
  }

  move(event) {
    if (!this.raster) return;
    const before = this.pointers.get(event.pointerId), now = this.where(event);
    if (this.pointers.size === 2 && before) {
      const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      this.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      this.zoom(factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
      this.pointers.set(event.pointerId, now);
      return;
    }
    this.showCursor(event);
    if (!this.action || !before) return;
    this.pointers.set(event.pointerId, now);
    if (this.action.kind === "pan") this.pan(now.x - before.x, now.y - before.y);
    else if (this.action.kind === "stroke") {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) {
        const { x, y } = this.pixel(each);
        this.action.stroke.to(x, y, this.radius(each));
      }
      this.redraw();
    } else {
      this.action.points.push(this.pixel(event));
      this.showShape();
    }
  }

  up(event) {
    this.pointers.delete(event.pointerId);
    const { action } = this;
    this.action = null;
    if (!action) return;
    if (action.kind === "stroke") {
      const change = action.stroke.end();
      if (change) this.painted(change);
    } else if (action.kind === "shape") {
      this.draft.visible(false);
      this.top.batchDraw();
      if (event.type === "pointerup") this.finishShape(action.points);
    }
  }

  abandon() {
    if (this.action?.kind === "stroke" && this.action.stroke.end()) {
      this.raster.undo();
      this.raster.undone.pop();
      this.redraw();
    }
    this.action = { kind: "pinch" };
    this.draft.visible(false);
  }

  click(x, y) {
    if (x < 0 || y < 0 || x >= this.raster.width || y >= this.raster.height) return;
    const { strength, tolerance } = this.settings();
    if (this.tool === "pick") { this.shaped({ edit: "pick", x, y, tolerance }); return; }
    const change = fill(this.raster, x, y, strength);
    if (change) { this.redraw(); this.painted(change); }
  }

  showShape() {
    const { points } = this.action, [first] = points, last = points[points.length - 1];
    const outline = this.tool === "lasso" ? points.flatMap(({ x, y }) => [x, y])
      : this.tool === "rectangle" ? [first.x, first.y, last.x, first.y, last.x, last.y, first.x, last.y]
      : ellipse(first, last);
    this.draft.setAttrs({ points: outline, closed: true, visible: true });
    this.top.batchDraw();
  }

  finishShape(points) {
    const [first] = points, last = points[points.length - 1];
    const { strength } = this.settings();
    if (this.tool === "lasso") {
      if (points.length > 2) this.shaped({ edit: "lasso", points: points.map(({ x, y }) => [x, y]), strength });
      return;
    }
    const box = [Math.min(first.x, last.x), Math.min(first.y, last.y), Math.max(first.x, last.x), Math.max(first.y, last.y)].map(Math.round);
    if (box[0] < box[2] && box[1] < box[3]) this.shaped({ edit: this.tool, box, strength });
  }

  showCursor(event) {
    const paints = this.tool === "brush" || this.tool === "eraser";
    const { x, y } = this.pixel(event);
    this.cursor.setAttrs({ x, y, radius: this.settings().size / 2, visible: paints });
    this.top.batchDraw();
  }

  wheel(event) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) this.zoom(Math.exp(-event.deltaY / 300), this.where(event));
    else if (event.shiftKey) this.pan(-event.deltaY, 0);
    else this.settings().resize(Math.exp(-event.deltaY / 600));
    this.showCursor(event);
  }
}

function ellipse(first, last) {
  const cx = (first.x + last.x) / 2, cy = (first.y + last.y) / 2, rx = Math.abs(last.x - first.x) / 2, ry = Math.abs(last.y - first.y) / 2;
  return Array.from({ length: 64 }, (_, step) => {
    const angle = (step / 64) * 2 * Math.PI;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  }).flat();
}
