/** The program itself, for a journey that has to end it and start it again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START_TIMEOUT_MS = 30_000;
const PAUSE_MS = 100;

export class Program {
  #process: ChildProcess | undefined;

  private constructor(
    readonly url: string,
    private readonly home: string,
  ) {}

  /** With a folder and a port of its own; without an address it opens the database that it remembers. */
  static async start(database?: string): Promise<Program> {
    const home = await mkdtemp(join(tmpdir(), 'vayupos-'));
    const program = new Program(`http://127.0.0.1:${await freePort()}`, home);
    await program.startAgain(database);
    return program;
  }

  async startAgain(database?: string): Promise<void> {
    await this.#end();
    const path = process.env['VAYUPOS_PROGRAM'];
    if (!path) throw new Error('VAYUPOS_PROGRAM has to say where the program is');
    const named = database ? ['--database', database] : [];
    const { DATABASE_URL: _, VAYUPOS_HOME: __, ...rest } = process.env;
    this.#process = spawn(path, ['serve', '--listen', new URL(this.url).host, ...named], {
      env: { ...rest, XDG_DATA_HOME: this.home },
      stdio: 'ignore',
    });
    await this.#answers();
  }

  async stop(): Promise<void> {
    await this.#end();
    await rm(this.home, { recursive: true, force: true });
  }

  async #answers(): Promise<void> {
    for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end;) {
      const answer = await fetch(`${this.url}/health`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    throw new Error('the program does not answer');
  }

  async #end(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (!running || running.exitCode !== null) return;
    const ended = once(running, 'exit');
    running.kill('SIGTERM');
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
