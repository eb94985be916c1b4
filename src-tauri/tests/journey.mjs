// A journey through the window: steps that are counted and timed, with a picture of the page where one fails.

import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Journey {
  #passed = 0;

  /** `picture` names the file of a picture, `windowNow` answers the window that is open. */
  constructor(name, picture, windowNow) {
    this.name = name;
    this.picture = join(tmpdir(), picture);
    this.windowNow = windowNow;
  }

  async step(name, work) {
    const started = performance.now();
    try {
      await work();
    } catch (error) {
      const isTaken = await this.#takePicture().then(() => true, () => false);
      throw new Error(`${name}${isTaken ? ` (the page: ${this.picture})` : ''}`, { cause: error });
    }
    this.#passed += 1;
    console.log(`  ok  ${((performance.now() - started) / 1000).toFixed(1)} s  ${name}`);
  }

  /** Walks it, says what came of it, and sets the process's exit status. */
  async walk(work) {
    try {
      await work();
      console.log(`${this.name}: ${this.#passed} passed, 0 failed`);
    } catch (error) {
      console.error(error);
      console.error(`${this.name}: ${this.#passed} passed, 1 failed`);
      process.exitCode = 1;
    }
  }

  async #takePicture() {
    await writeFile(this.picture, await this.windowNow().picture());
  }
}

/** Where a program under test keeps its files. */
export function foldersIn(home) {
  return {
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
}

/** WebKit's helper processes end a moment after the window, and write to their caches until then. */
export async function removed(home) {
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** A button that can be pressed, by what stands on it. */
export function button(text) {
  return `//button[not(@disabled)][contains(., "${text}")]`;
}
