/** Locks the desk when nobody has touched it for a while. */
const SIGNS = ['pointerdown', 'keydown', 'wheel'] as const;
const MINUTE_MS = 60_000;

export class IdleLock {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly after_min: () => number,
    private readonly lock: () => void,
  ) {}

  attach(window: Window): void {
    for (const sign of SIGNS) window.addEventListener(sign, () => this.touched(), { capture: true, passive: true });
    this.touched();
  }

  touched(): void {
    clearTimeout(this.#timer);
    const minutes = this.after_min();
    if (minutes > 0) this.#timer = setTimeout(() => this.lock(), minutes * MINUTE_MS);
  }
}
