// A window under WebKitWebDriver, by the W3C WebDriver protocol: https://www.w3.org/TR/webdriver2/
// Only what the journeys need; elements are found by what a person sees, as XPath.

import { spawn } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const DRIVER = 'WebKitWebDriver';
const START_TIMEOUT_MS = 30_000;
const WAIT_TIMEOUT_MS = 20_000;
const POLL_MS = 50;
/** A handheld scanner sends a character about every ten milliseconds. */
const SCANNER_GAP_MS = 8;
/** More than there is between two keys of any scanner. */
const PERSON_GAP_MS = 150;
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** The protocol's names for keys that are no characters: https://www.w3.org/TR/webdriver2/#keyboard-actions */
export const KEYS = {
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  F5: '\uE035',
  F6: '\uE036',
  F7: '\uE037',
  F9: '\uE039',
  F10: '\uE03A',
  F12: '\uE03C',
};

export class Window {
  #driver;
  #session;
  #binary;

  constructor(driver, session, binary) {
    this.#driver = driver;
    this.#session = session;
    this.#binary = binary;
  }

  /** Starts the program with these variables added to the environment, and waits for its window. */
  static async open(binary, variables, args = []) {
    const port = await freePort();
    const environment = { ...process.env, ...variables, TAURI_WEBVIEW_AUTOMATION: 'true' };
    delete environment.DATABASE_URL;
    const driver = spawn(DRIVER, [`--port=${port}`], { env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
    const started = new Promise((_, fail) => driver.once('error', fail));
    const base = `http://127.0.0.1:${port}`;
    try {
      await Promise.race([started, until(`${DRIVER} to listen`, () => isListening(base), START_TIMEOUT_MS)]);
      const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args } } };
      const { sessionId } = await ask('POST', `${base}/session`, { capabilities });
      return new Window(driver, `${base}/session/${sessionId}`, binary);
    } catch (error) {
      driver.kill('SIGKILL');
      throw error;
    }
  }

  /** The first element that this XPath finds, as soon as there is one. */
  async find(xpath) {
    return until(xpath, async () => (await this.findAll(xpath))[0]);
  }

  async findAll(xpath) {
    const found = await ask('POST', `${this.#session}/elements`, { using: 'xpath', value: xpath });
    return found.map((element) => element[ELEMENT]);
  }

  /** Waits until the XPath finds exactly this many. */
  async findCount(xpath, count) {
    return until(`${count} × ${xpath}`, async () => (await this.findAll(xpath)).length === count);
  }

  async click(xpath) {
    await ask('POST', `${this.#session}/element/${await this.find(xpath)}/click`, {});
  }

  /** Whatever stood in it before. It comes as fast as from a scanner, so a moment passes: an Enter next is not its end. */
  async fill(xpath, text) {
    const element = `${this.#session}/element/${await this.find(xpath)}`;
    await ask('POST', `${element}/clear`, {});
    await ask('POST', `${element}/value`, { text });
    await sleep(PERSON_GAP_MS);
  }

  /** Presses and releases one key after the other, with this much time between two of them. */
  async type(keys, gap_ms) {
    const actions = [...keys].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
      { type: 'pause', duration: gap_ms },
    ]);
    await ask('POST', `${this.#session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Presses a key while another one is held. */
  async chord(held, key) {
    const actions = [
      { type: 'keyDown', value: held },
      { type: 'keyDown', value: key },
      { type: 'keyUp', value: key },
      { type: 'keyUp', value: held },
    ];
    await ask('POST', `${this.#session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** A scanner's burst, with the Enter at its end. */
  async scan(code) {
    await this.type(code + KEYS.Enter, SCANNER_GAP_MS);
  }

  /** The first characters of a burst, and not one more. */
  async beginScan(code, characters) {
    await this.type(code.slice(0, characters), SCANNER_GAP_MS);
  }

  /** Calls an operation as the page would. */
  async invoke(operation, input) {
    return this.command(operation, { input });
  }

  /** Calls a command of the window as the page would. */
  async command(command, input = {}) {
    const outcome = await this.outcomeOf(command, input);
    if (outcome.error !== undefined) throw new Error(`${command} answered ${JSON.stringify(outcome.error)}`);
    return outcome.ok;
  }

  /** The same where a refusal is an answer: `{ ok }` or `{ error }`. */
  async outcomeOf(command, input = {}) {
    const script = `
      const [command, input, done] = arguments;
      window.__TAURI_INTERNALS__.invoke(command, input).then((ok) => done({ ok }), (error) => done({ error }));`;
    return ask('POST', `${this.#session}/execute/async`, { script, args: [command, input] });
  }

  /** Calls a command and does not wait for it: meanwhile others can be called. */
  async begin(command, input = {}) {
    const script = `
      const [command, input] = arguments;
      window.begun = {};
      window.__TAURI_INTERNALS__.invoke(command, input).then(
        (ok) => (window.begun = { ok }),
        (error) => (window.begun = { error }),
      );`;
    await ask('POST', `${this.#session}/execute/sync`, { script, args: [command, input] });
  }

  /** What came of the command that was begun. */
  async begun() {
    return until('a command to end', async () => {
      const script = 'return window.begun;';
      const outcome = await ask('POST', `${this.#session}/execute/sync`, { script, args: [] });
      return Object.keys(outcome).length > 0 && outcome;
    });
  }

  /** Opens a page of the desk anew, as it is for whoever is signed in by now. */
  async open(path) {
    const script = 'location.hash = arguments[0]; location.reload();';
    await ask('POST', `${this.#session}/execute/sync`, { script, args: [path] });
  }

  /** A picture of the page, as the bytes of a PNG. */
  async picture() {
    return Buffer.from(await ask('GET', `${this.#session}/screenshot`), 'base64');
  }

  /** The power goes: nothing in the process gets to run any more. */
  async kill() {
    const processes = await processesOf(this.#binary, this.#driver.pid);
    if (processes.length !== 1) throw new Error(`expected one window, found ${processes.length}`);
    process.kill(processes[0], 'SIGKILL');
    await this.#end();
  }

  async close() {
    await ask('DELETE', this.#session).catch(() => undefined);
    await this.#end();
  }

  async #end() {
    const ended = new Promise((done) => this.#driver.once('exit', done));
    if (this.#driver.exitCode === null && this.#driver.kill('SIGTERM')) await ended;
  }
}

/** Asks until the answer is neither false nor missing. */
export async function until(what, answer, timeout_ms = WAIT_TIMEOUT_MS) {
  const deadline = performance.now() + timeout_ms;
  let failure;
  for (;;) {
    try {
      const found = await answer();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      // An element may go while it is looked at.
      failure = error;
    }
    if (performance.now() > deadline) throw new Error(`waited ${timeout_ms} ms for ${what}`, { cause: failure });
    await sleep(POLL_MS);
  }
}

async function ask(method, url, body) {
  const response = await fetch(url, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${value?.error}: ${value?.message}`);
  return value;
}

async function isListening(base) {
  return fetch(`${base}/status`).then(
    (response) => response.ok,
    () => false,
  );
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** The processes that run this program. */
export async function processesRunning(binary) {
  return processes((program) => program === binary);
}

/** The processes that run this program and were started by that one. */
async function processesOf(binary, parent) {
  return processes((program, owner) => program === binary && owner === parent);
}

async function processes(isWanted) {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const [program, stat] = await Promise.all([
        readlink(`/proc/${id}/exe`).catch(() => ''),
        readFile(`/proc/${id}/stat`, 'utf8').catch(() => ''),
      ]);
      // After the name in brackets: the state, and then the parent.
      const owner = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return isWanted(program, owner) ? Number(id) : null;
    }),
  );
  return found.filter((id) => id !== null);
}
