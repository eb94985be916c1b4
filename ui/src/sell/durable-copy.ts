/**
 * One value that survives the browser being killed. `localStorage` is written at once but reaches the disk seconds
 * later; a strict transaction of IndexedDB is on the disk when it says so, a few milliseconds after.
 */

const DATABASE = 'vayupos';
const STORE = 'journal';
const KEY = 'entry';

export class DurableCopy {
  #database: Promise<IDBDatabase> | undefined;
  #next: { value: unknown } | null = null;
  #isWriting = false;

  /** What was written last, or nothing: also where there is no such database, as in some private windows. */
  async read(): Promise<unknown> {
    try {
      const database = await this.#open();
      return await answer(database.transaction(STORE, 'readonly').objectStore(STORE).get(KEY));
    } catch {
      return null;
    }
  }

  /** One write at a time, the newest value next. */
  write(value: unknown): void {
    this.#next = { value };
    if (!this.#isWriting) void this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#next !== null) {
        const { value } = this.#next;
        this.#next = null;
        await this.#put(value);
      }
    } catch {
      // The copy in localStorage and the core's own are left.
    }
    this.#isWriting = false;
  }

  async #put(value: unknown): Promise<void> {
    const database = await this.#open();
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
    transaction.objectStore(STORE).put(value, KEY);
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('no database'));
    });
    return this.#database;
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not read'));
  });
}
