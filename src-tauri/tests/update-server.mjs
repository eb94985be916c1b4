// Updates on this computer alone: a key made for one test, packages signed by it, and a server that can misbehave.

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const TAURI = fileURLToPath(new URL('../../ui/node_modules/@tauri-apps/cli/tauri.js', import.meta.url));
const CHUNKS = 40;
const run = promisify(execFile);

/** A key for signing updates; the public half is what the program knows. */
export async function newKey(folder, name) {
  const file = join(folder, name);
  await run(process.execPath, [TAURI, 'signer', 'generate', '--ci', '--password', '', '--write-keys', file]);
  return { file, known: (await readFile(`${file}.pub`, 'utf8')).trim() };
}

/** A package's signature by this key, for this version; without one it says nothing of a version. */
export async function sign(key, folder, bytes, version) {
  const file = join(folder, 'package');
  await writeFile(file, bytes);
  const about = version === undefined ? [] : ['--app-version', version];
  const options = ['--private-key-path', key.file, '--password', ''];
  await run(process.execPath, [TAURI, 'signer', 'sign', ...options, ...about, file]);
  return (await readFile(`${file}.sig`, 'utf8')).trim();
}

/** Serves a list of updates, and one package. */
export class UpdateServer {
  /** What the list says: an object, or a text as it is. */
  list = '';
  status = 200;
  package = Buffer.alloc(0);
  /** How the package comes: `whole`, `cut` short in the middle, or `slowly`. */
  manner = 'whole';
  #server;

  static async start() {
    const here = new UpdateServer();
    here.#server = createServer((request, response) => void here.#answer(request, response));
    await new Promise((done) => here.#server.listen(0, '127.0.0.1', done));
    return here;
  }

  get address() {
    return `http://127.0.0.1:${this.port}`;
  }

  get port() {
    this.known ??= this.#server.address().port;
    return this.known;
  }

  /** Offers a version; `changes` are those of its entry for this system. */
  offer(version, bytes, signature, changes = {}) {
    this.package = bytes;
    this.manner = 'whole';
    this.status = 200;
    const entry = { url: `${this.address}/package`, signature, ...changes };
    this.list = { version, notes: `What is new in ${version}`, platforms: { [`linux-${architecture()}`]: entry } };
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async again() {
    await new Promise((done) => this.#server.listen(this.port, '127.0.0.1', done));
  }

  async #answer(request, response) {
    if (request.url === '/latest.json') {
      response.writeHead(this.status, { 'content-type': 'application/json', connection: 'close' });
      response.end(typeof this.list === 'string' ? this.list : JSON.stringify(this.list));
      return;
    }
    const { length } = this.package;
    response.writeHead(200, { 'content-length': length, connection: 'close' });
    const step = Math.ceil(length / CHUNKS);
    for (let at = 0; at < length; at += step) {
      if (this.manner === 'cut' && at > length / 2) return response.destroy();
      response.write(this.package.subarray(at, at + step));
      if (this.manner !== 'whole') await sleep(this.manner === 'slowly' ? 250 : 5);
    }
    response.end();
  }
}

function architecture() {
  return { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch;
}
