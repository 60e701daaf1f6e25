// Checks what can be checked without a container engine or a cluster: the Dockerfile's instructions and the paths that it copies, the
// Kubernetes objects against the schemas of their kinds, and the files that they refer to. Prints each mistake; exits 1 if there is any.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { validate } from 'dockerfile-utils';
import { parseAllDocuments } from 'yaml';

const deploy = fileURLToPath(new URL('..', import.meta.url));
const root = path.resolve(deploy, '..');
const mistakes = [];
const report = (file, problem) => mistakes.push(`${path.relative(root, file)}: ${problem}`);

function checkDockerfile(file) {
  const text = fs.readFileSync(file, 'utf8');
  validate(text).forEach(({ message, range }) => report(file, `line ${range.start.line + 1}: ${message}`));
  for (const [, args] of text.matchAll(/^COPY (?!--from)(.+)$/gm)) {
    args.split(/\s+/).filter((a) => !a.startsWith('--')).slice(0, -1)
      .filter((source) => !source.includes('*') && !fs.existsSync(path.join(root, source)))
      .forEach((source) => report(file, `COPY refers to ${source}, which does not exist`));
  }
}

async function checkObject(file, object) {
  const kinds = await import(`kubernetes-models/${object.apiVersion}`).catch(() => ({}));
  const Kind = kinds[object.kind];
  if (!Kind) {
    report(file, `there is no ${object.kind} in ${object.apiVersion}`);
    return;
  }
  try {
    new Kind(object).validate();
  } catch (error) {
    report(file, `${object.kind} ${object.metadata?.name}: ${error.message}`);
  }
}

async function checkKubernetes(folder) {
  const kustomization = path.join(folder, 'kustomization.yaml');
  const { resources } = parseAllDocuments(fs.readFileSync(kustomization, 'utf8'))[0].toJS();
  for (const name of resources) {
    const file = path.join(folder, name);
    if (!fs.existsSync(file)) {
      report(kustomization, `refers to ${name}, which does not exist`);
      continue;
    }
    await checkObjects(file);
  }
}

async function checkObjects(file) {
  for (const document of parseAllDocuments(fs.readFileSync(file, 'utf8'), { strict: true })) {
    document.errors.forEach((error) => report(file, error.message));
    await checkObject(file, document.toJS());
  }
}

checkDockerfile(path.join(deploy, 'Dockerfile'));
await checkKubernetes(path.join(deploy, 'kubernetes'));
await checkObjects(path.join(deploy, 'proxy', 'ingress.yaml'));
mistakes.forEach((mistake) => console.error(mistake));
process.exitCode = mistakes.length > 0 ? 1 : 0;
