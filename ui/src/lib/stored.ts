/** What this machine remembers by itself, outside the shop's database. */

/** What cannot be read is as if it had never been there. */
export function stored<T>(key: string, otherwise: T, storage?: Storage): T {
  try {
    return (JSON.parse((storage ?? localStorage).getItem(key) ?? 'null') as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function store(key: string, value: unknown, storage?: Storage): void {
  try {
    (storage ?? localStorage).setItem(key, JSON.stringify(value));
  } catch {
    // It holds until the desk is closed.
  }
}
