// Ranges of every tensor that a convolution reads or writes, over calibration pictures.
//   node ranges.js observed.onnx pictures.raw ranges.json      (npm install onnxruntime-node)
// pictures.raw: uint8 [n,352,480,3]. observed.onnx: made by quantise.py --observe, with those tensors as outputs.
const ort = require('onnxruntime-node'), fs = require('fs');
(async () => {
  const [model, pictures, out] = process.argv.slice(2);
  const session = await ort.InferenceSession.create(model, { graphOptimizationLevel: 'basic' });
  const size = 352 * 480 * 3, raw = fs.readFileSync(pictures), ranges = {};
  for (let i = 0; i + size <= raw.length; i += size) {
    const results = await session.run({ image: new ort.Tensor('uint8', new Uint8Array(raw.subarray(i, i + size)), [1, 352, 480, 3]) });
    for (const [name, tensor] of Object.entries(results)) {
      if (tensor.type !== 'float32' || !name.startsWith('observe:')) continue;
      const sorted = Float32Array.from(tensor.data.filter((_, k) => k % 7 === 0)).sort();
      const last = sorted.length - 1, low = sorted[Math.floor(last * 0.0001)], high = sorted[Math.ceil(last * 0.9999)];
      const key = name.slice(8), known = ranges[key] ??= [[], []];
      known[0].push(low); known[1].push(high);
    }
  }
  // The median of the pictures' extremes, moved three quarters of the way to the outermost one.
  const settle = (values, outer) => {
    const sorted = [...values].sort((a, b) => a - b), median = sorted[sorted.length >> 1];
    return median + 0.75 * (outer(...sorted) - median);
  };
  for (const key in ranges) ranges[key] = [Math.min(0, settle(ranges[key][0], Math.min)), Math.max(0, settle(ranges[key][1], Math.max))];
  fs.writeFileSync(out, JSON.stringify(ranges));
})();
