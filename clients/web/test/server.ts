import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const repository = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const program = process.env.VIDEOSEG_SERVER ?? repository('src/VideoSeg.Server/bin/Release/net10.0/VideoSeg.Server.dll');

/** The real server with the small test model, which segments colours: blue is a thing; dark, red and green are stuff. */
export class Server {
  private constructor(readonly process: ChildProcess, readonly grpc: string, readonly http: string) {}

  static async start(http = 'http://127.0.0.1:0', environment: Record<string, string> = {}): Promise<Server> {
    const child = spawn('dotnet', [program, '--urls', 'http://127.0.0.1:0', '--http-urls', http, '--models', repository('tests/fixtures/packages'), '--model', 'colours'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    let errors = '';
    child.stderr!.on('data', (text) => (errors += text));
    for await (const line of createInterface(child.stdout!)) {
      const ready = /^READY grpc=(\S+) http=(\S+)/.exec(line);
      if (ready) {
        return new Server(child, ready[1]!, ready[2]!);
      }
    }
    throw new Error(`the server did not start: ${errors}`);
  }

  /** Ends the process at once, as a power failure would. */
  async kill(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGKILL');
      await once(this.process, 'exit');
    }
  }
}
