// Encodes all segments in one pass as COCO's compressed run lengths, in column-major order.

export function runLengths(labels, width, height, segments) {
  const counts = Array.from({ length: segments + 1 }, () => []);
  const ends = new Int32Array(segments + 1);
  let current = 0, start = 0;
  const close = (at) => {
    if (current !== 0) {
      counts[current].push(start - ends[current], at - start);
      ends[current] = at;
    }
    start = at;
  };
  for (let x = 0, at = 0; x < width; x++) {
    for (let y = 0; y < height; y++, at++) {
      const label = labels[y * width + x];
      if (label !== current) { close(at); current = label; }
    }
  }
  close(width * height);
  return counts.slice(1).map((own, i) => {
    if (ends[i + 1] < width * height) own.push(width * height - ends[i + 1]);
    return compress(own);
  });
}

function compress(counts) {
  const bytes = [];
  for (let i = 0; i < counts.length; i++) {
    let value = i > 2 ? counts[i] - counts[i - 2] : counts[i];
    for (;;) {
      const group = value & 0x1f;
      value >>= 5;
      const last = value === (group & 0x10 ? -1 : 0);
      bytes.push(48 + group + (last ? 0 : 0x20));
      if (last) break;
    }
  }
  return Buffer.from(bytes).toString('latin1');
}
