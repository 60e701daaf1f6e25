// Compares the milliseconds of ONNX graphs: medians of interleaved runs, with one and with two threads, printed as JSON.
//   node measure/timing.js NAME=GRAPH.onnx …      (npm install onnxruntime-node; ROUNDS=40 runs by default)
const ort = require('onnxruntime-node');

const ROUNDS = Number(process.env.ROUNDS ?? 40);
const median = values => values.sort((a, b) => a - b)[values.length >> 1];

function filled(described) {
  const shape = described.shape, size = shape.reduce((a, b) => a * b, 1);
  if (described.type === 'uint8') return new ort.Tensor('uint8', Uint8Array.from({ length: size }, (_, i) => (i * 7919 >> 3) & 255), shape);
  return new ort.Tensor('float32', Float32Array.from({ length: size }, (_, i) => Math.sin(i)), shape);
}

async function main() {
  const graphs = process.argv.slice(2).map(a => a.split('=')), spent = {};
  for (const threads of [1, 2]) {
    const sessions = [];
    for (const [name, path] of graphs) {
      const session = await ort.InferenceSession.create(path, {
        intraOpNumThreads: threads, interOpNumThreads: 1, extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
      const feeds = Object.fromEntries(session.inputMetadata.map(i => [i.name, filled(i)]));
      for (let i = 0; i < 5; i++) await session.run(feeds);
      sessions.push([name, session, feeds, []]);
    }
    for (let round = 0; round < ROUNDS; round++)
      for (const [, session, feeds, times] of sessions) {
        const start = performance.now();
        await session.run(feeds);
        times.push(performance.now() - start);
      }
    for (const [name, , , times] of sessions) (spent[name] ??= {})[threads] = Number(median(times).toFixed(2));
  }
  console.log(JSON.stringify(spent, null, 1));
}

main();
