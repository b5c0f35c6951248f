// The pixels of the mask: a byte each, 255 is repainted in full. What is sent is exactly this.

const PROXY_SIDE = 1024;

export class Raster {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height);
    this.canvas = canvas(width, height);
    // What is shown while the image is small on the screen: drawing it takes a fraction of the time.
    this.proxyScale = Math.min(1, PROXY_SIDE / Math.max(width, height));
    this.proxy = canvas(Math.max(1, Math.round(width * this.proxyScale)), Math.max(1, Math.round(height * this.proxyScale)));
    this.color = [255, 64, 129];
    this.hatched = false;
    this.done = [];
    this.undone = [];
  }

  get whole() { return { left: 0, top: 0, width: this.width, height: this.height }; }

  cut(box, pixels = this.pixels) {
    const { left, top, width, height } = box;
    const part = new Uint8Array(width * height);
    for (let row = 0; row < height; row++) {
      const start = (top + row) * this.width + left;
      part.set(pixels.subarray(start, start + width), row * width);
    }
    return part;
  }

  put(box, part) {
    const { left, top, width, height } = box;
    for (let row = 0; row < height; row++) {
      this.pixels.set(part.subarray(row * width, (row + 1) * width), (top + row) * this.width + left);
    }
    this.draw(box);
  }

  // Show the pixels of a part in the color of the overlay.
  draw(box) {
    const { left, top, width, height } = box;
    const context = this.canvas.getContext("2d");
    const image = context.createImageData(width, height);
    const words = new Uint32Array(image.data.buffer);
    const [red, green, blue] = this.color;
    const color = (blue << 16) | (green << 8) | red;
    const period = Math.max(8, Math.round(Math.max(this.width, this.height) / 64));
    for (let row = 0, at = 0; row < height; row++) {
      let from = (top + row) * this.width + left;
      for (let column = 0; column < width; column++, at++, from++) {
        const value = this.pixels[from];
        if (!value) continue;
        const light = this.hatched && (left + column + top + row) % period < period / 3;
        words[at] = ((value << 24) | (light ? 0xffffff : color)) >>> 0;
      }
    }
    context.putImageData(image, left, top);
    const scale = this.proxyScale;
    const x = Math.floor(left * scale), y = Math.floor(top * scale);
    const right = Math.ceil((left + width) * scale), bottom = Math.ceil((top + height) * scale);
    const proxy = this.proxy.getContext("2d");
    proxy.clearRect(x, y, right - x, bottom - y);
    proxy.drawImage(this.canvas, x / scale, y / scale, (right - x) / scale, (bottom - y) / scale, x, y, right - x, bottom - y);
  }

  recolor(color, hatched) {
    this.color = color;
    this.hatched = hatched;
    this.draw(this.whole);
  }

  // --- undo, without end: parts are kept packed

  remember(box, before, after) {
    this.done.push({ box, before: pack(before), after: pack(after) });
    this.undone.length = 0;
  }

  step(from, to, which) {
    const change = from.pop();
    if (!change) return null;
    to.push(change);
    const part = unpack(change[which], change.box.width * change.box.height);
    this.put(change.box, part);
    return { box: change.box, part };
  }

  undo() { return this.step(this.done, this.undone, "before"); }
  redo() { return this.step(this.undone, this.done, "after"); }

  // Take what the library made of the mask.
  replace(pixels) {
    const before = this.pixels;
    this.remember(this.whole, before, pixels);
    this.pixels = pixels;
    this.draw(this.whole);
  }
}

// A stroke: dabs along a line. Where they overlap, the strongest counts, so that a gray stays even.
export class Stroke {
  constructor(raster, { erase, hardness, strength }) {
    this.raster = raster;
    this.before = raster.pixels.slice();
    this.cover = new Uint8Array(raster.pixels.length);
    this.erase = erase;
    this.hardness = hardness;
    this.strength = strength / 255;
    this.box = null;
    this.at = null;
  }

  // Draw on to a point, with a radius in pixels, and return the part that changed.
  to(x, y, radius) {
    const from = this.at ?? { x, y, radius };
    const distance = Math.hypot(x - from.x, y - from.y);
    const gap = Math.max(0.5, Math.min(from.radius, radius) * 0.2);
    const steps = Math.max(1, Math.ceil(distance / gap));
    let changed = this.at ? null : this.dab(x, y, radius);
    for (let step = 1; this.at && step <= steps; step++) {
      const part = step / steps;
      changed = union(changed, this.dab(from.x + (x - from.x) * part, from.y + (y - from.y) * part, from.radius + (radius - from.radius) * part));
    }
    this.at = { x, y, radius };
    if (changed) {
      this.raster.draw(changed);
      this.box = union(this.box, changed);
    }
    return changed;
  }

  dab(x, y, radius) {
    const { width, height, pixels } = this.raster;
    const left = Math.max(0, Math.floor(x - radius - 1)), top = Math.max(0, Math.floor(y - radius - 1));
    const right = Math.min(width, Math.ceil(x + radius + 1)), bottom = Math.min(height, Math.ceil(y + radius + 1));
    if (left >= right || top >= bottom) return null;
    const core = radius * this.hardness, fall = Math.max(1, radius - core);
    for (let row = top; row < bottom; row++) {
      const dy = row + 0.5 - y;
      for (let column = left, at = row * width + left; column < right; column++, at++) {
        const distance = Math.hypot(column + 0.5 - x, dy);
        const soft = 1 - (distance - core + (fall === 1 ? 0.5 : 0)) / fall;
        if (soft <= 0) continue;
        const cover = soft >= 1 ? 255 : Math.round(255 * soft);
        if (cover <= this.cover[at]) continue;
        this.cover[at] = cover;
        const value = Math.round(cover * this.strength);
        const before = this.before[at];
        pixels[at] = this.erase ? Math.min(before, 255 - value) : Math.max(before, value);
      }
    }
    return { left, top, width: right - left, height: bottom - top };
  }

  // End the stroke: return the part that it changed, and its pixels, or null if nothing did.
  end() {
    if (!this.box) return null;
    const after = this.raster.cut(this.box);
    this.raster.remember(this.box, this.raster.cut(this.box, this.before), after);
    return { box: this.box, part: after };
  }
}

// Fill the part around a point that has the same value, up to what is painted around it.
export function fill(raster, x, y, value) {
  const { width, height, pixels } = raster;
  const target = pixels[y * width + x];
  if (target === value) return null;
  const before = pixels.slice();
  const waiting = [[x, y]];
  let box = null;
  while (waiting.length) {
    const [column, row] = waiting.pop();
    const line = row * width;
    if (pixels[line + column] !== target) continue;
    let left = column, right = column;
    while (left > 0 && pixels[line + left - 1] === target) left--;
    while (right < width - 1 && pixels[line + right + 1] === target) right++;
    pixels.fill(value, line + left, line + right + 1);
    box = union(box, { left, top: row, width: right - left + 1, height: 1 });
    for (const next of [row - 1, row + 1]) {
      if (next < 0 || next >= height) continue;
      for (let at = left, inside = false; at <= right; at++) {
        const same = pixels[next * width + at] === target;
        if (same && !inside) waiting.push([at, next]);
        inside = same;
      }
    }
  }
  raster.draw(box);
  const part = raster.cut(box);
  raster.remember(box, raster.cut(box, before), part);
  return { box, part };
}

function canvas(width, height) {
  const made = document.createElement("canvas");
  made.width = width;
  made.height = height;
  return made;
}

export function union(one, other) {
  if (!one || !other) return one ?? other;
  const left = Math.min(one.left, other.left), top = Math.min(one.top, other.top);
  const right = Math.max(one.left + one.width, other.left + other.width);
  const bottom = Math.max(one.top + one.height, other.top + other.height);
  return { left, top, width: right - left, height: bottom - top };
}

// Runs of equal bytes: masks are mostly that.
function pack(bytes) {
  const runs = [];
  for (let at = 0; at < bytes.length;) {
    const start = at, value = bytes[at];
    while (at < bytes.length && bytes[at] === value) at++;
    runs.push(value, at - start);
  }
  return Uint32Array.from(runs);
}

function unpack(runs, length) {
  const bytes = new Uint8Array(length);
  for (let run = 0, at = 0; run < runs.length; run += 2) {
    bytes.fill(runs[run], at, at + runs[run + 1]);
    at += runs[run + 1];
  }
  return bytes;
}
