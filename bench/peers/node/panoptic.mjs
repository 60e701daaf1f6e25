// Merges the heads into one panoptic map at the size of the frame, by the rules of src/VideoSeg.Vision/Panoptic/PanopticMerger.cs, without
// optimisation.

/** Where pixels lie between cells: bilinear, half-pixel centres, edges clamped. */
function axis(cells, pixels) {
  const lower = new Int32Array(pixels), upper = new Int32Array(pixels), nearest = new Int32Array(pixels);
  const weight = new Float32Array(pixels);
  for (let i = 0; i < pixels; i++) {
    const at = ((i + 0.5) * cells) / pixels - 0.5;
    const below = Math.floor(at);
    lower[i] = Math.max(below, 0);
    upper[i] = Math.min(below + 1, cells - 1);
    weight[i] = at - below;
    nearest[i] = Math.floor(at + 0.5);
  }
  return { lower, upper, weight, nearest };
}

/** Detections by falling score, without those that are too small or mostly taken. */
function chooseInstances({ scores, boxes, coefficients, prototypes }, things, { score: least, overlap: limit }, input) {
  const [, planes, rows, columns] = prototypes.dims;
  const cells = rows * columns;
  const candidates = [];
  for (let n = 0; n < scores.dims[1]; n++) {
    let best = 0;
    for (let t = 1; t < things.length; t++) if (scores.data[n * things.length + t] > scores.data[n * things.length + best]) best = t;
    const score = scores.data[n * things.length + best];
    if (score >= least) candidates.push({ n, score, category: things[best] });
  }
  candidates.sort((a, b) => b.score - a.score || a.n - b.n);

  const taken = new Uint8Array(cells);
  const kept = [];
  for (const candidate of candidates) {
    const [x0, y0, x1, y1] = boxes.data.subarray(candidate.n * 4, candidate.n * 4 + 4);
    const box = {
      left: Math.min(Math.max(Math.floor((x0 * columns) / input.width) - 1, 0), columns), right: Math.max(Math.min(Math.ceil((x1 * columns) / input.width) + 1, columns), 0),
      top: Math.min(Math.max(Math.floor((y0 * rows) / input.height) - 1, 0), rows), bottom: Math.max(Math.min(Math.ceil((y1 * rows) / input.height) + 1, rows), 0),
    };
    const logits = new Float32Array(cells);
    for (let k = 0; k < planes; k++) {
      const coefficient = coefficients.data[candidate.n * planes + k];
      for (let y = Math.max(box.top - 1, 0); y < Math.min(box.bottom + 1, rows); y++) {
        for (let x = Math.max(box.left - 1, 0); x < Math.min(box.right + 1, columns); x++) {
          logits[y * columns + x] += coefficient * prototypes.data[k * cells + y * columns + x];
        }
      }
    }
    const own = [];
    let overlap = 0;
    for (let y = box.top; y < box.bottom; y++) {
      for (let x = box.left; x < box.right; x++) {
        if (logits[y * columns + x] > 0) { own.push(y * columns + x); overlap += taken[y * columns + x]; }
      }
    }
    if (own.length >= 4 && overlap <= limit * own.length) {
      for (const cell of own) taken[cell] = 1;
      kept.push({ ...candidate, box, logits });
    }
  }
  return kept;
}

/** labels: Uint16Array [height, width] of segment ids, 0 void; segments in the order of their ids. */
export function merge(heads, model, width, height) {
  const semantic = heads.semantic.data;
  const [, classes, rows, columns] = heads.semantic.dims;
  const isThing = model.classes.map((c) => c.kind === 'thing');
  const things = [...isThing.keys()].filter((c) => isThing[c]);
  const kept = heads.scores ? chooseInstances(heads, things, model.panoptic, model.input) : [];
  const xs = axis(columns, width), ys = axis(rows, height);
  const inBox = kept.map(({ box }) => ({
    left: xs.nearest.findIndex((c) => c >= box.left), right: xs.nearest.findLastIndex((c) => c < box.right) + 1,
    top: ys.nearest.findIndex((c) => c >= box.top), bottom: ys.nearest.findLastIndex((c) => c < box.bottom) + 1,
  }));

  const labels = new Uint16Array(width * height);
  const line = new Float32Array(classes * columns);
  const best = new Float32Array(width), thing = new Float32Array(width);
  const label = new Uint16Array(width), claimed = new Uint8Array(width);
  const gates = new Float32Array(columns), sums = new Float32Array(columns);
  const first = 1 + kept.length;
  for (let y = 0; y < height; y++) {
    const upperRow = ys.lower[y] * columns, lowerRow = ys.upper[y] * columns, down = ys.weight[y];
    best.fill(-Infinity); thing.fill(-Infinity); claimed.fill(0);
    for (let c = 0; c < classes; c++) {
      const plane = c * rows * columns, start = c * columns;
      for (let x = 0; x < columns; x++) {
        const a = semantic[plane + upperRow + x];
        line[start + x] = a + down * (semantic[plane + lowerRow + x] - a);
      }
      if (isThing[c]) {
        for (let x = 0; x < width; x++) {
          const a = line[start + xs.lower[x]];
          const value = a + xs.weight[x] * (line[start + xs.upper[x]] - a);
          if (value > thing[x]) thing[x] = value;
        }
      } else {
        for (let x = 0; x < width; x++) {
          const a = line[start + xs.lower[x]];
          const value = a + xs.weight[x] * (line[start + xs.upper[x]] - a);
          if (value > best[x]) { best[x] = value; label[x] = first + c; }
        }
      }
    }
    for (let x = 0; x < width; x++) if (thing[x] > best[x]) thing[x] = Infinity;
    for (let i = 0; i < kept.length; i++) {
      const box = inBox[i];
      if (y < box.top || y >= box.bottom) continue;
      const { logits, category } = kept[i];
      for (let x = 0; x < columns; x++) {
        const a = logits[upperRow + x];
        gates[x] = a + down * (logits[lowerRow + x] - a);
        sums[x] = gates[x] + line[category * columns + x];
      }
      for (let x = box.left; x < box.right; x++) {
        const lower = xs.lower[x], upper = xs.upper[x], right = xs.weight[x];
        if (gates[lower] + right * (gates[upper] - gates[lower]) <= 0) continue;
        claimed[x] = 1;
        const value = sums[lower] + right * (sums[upper] - sums[lower]);
        if (value > best[x]) { best[x] = value; label[x] = 1 + i; }
      }
    }
    for (let x = 0; x < width; x++) labels[y * width + x] = thing[x] === Infinity && !claimed[x] ? 0 : label[x];
  }
  return nameSegments(labels, kept, model, width, height);
}

function nameSegments(labels, kept, model, width, height) {
  const count = 1 + kept.length + model.classes.length;
  const areas = new Int32Array(count), left = new Int32Array(count).fill(width), right = new Int32Array(count), top = new Int32Array(count).fill(-1), bottom = new Int32Array(count);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const label = labels[i];
      areas[label]++;
      if (x < left[label]) left[label] = x;
      if (x > right[label]) right[label] = x;
      if (top[label] < 0) top[label] = y;
      bottom[label] = y;
    }
  }
  const fewest = Math.max(1, model.panoptic.stuff_area * width * height);
  const ids = new Uint16Array(count);
  const segments = [];
  for (let label = 1; label < count; label++) {
    const instance = kept[label - 1];
    if (areas[label] < (instance ? 1 : fewest)) continue;
    segments.push({
      category: model.classes[instance ? instance.category : label - 1 - kept.length], score: instance?.score ?? 0, area: areas[label],
      box: { x: left[label], y: top[label], width: right[label] + 1 - left[label], height: bottom[label] + 1 - top[label] },
    });
    ids[label] = segments.length;
  }
  for (let i = 0; i < labels.length; i++) labels[i] = ids[labels[i]];
  return { labels, segments };
}
