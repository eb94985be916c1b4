/** What this machine remembers about itself: which till it is, who works here, and when it locks by itself. */
import type { Id } from '../api/types';

const TILL = 'vayupos.till';
const PEOPLE = 'vayupos.people';
const LOCK_AFTER = 'vayupos.lock-after';
const LOCKED = 'vayupos.locked';
const MOST_PEOPLE = 6;

/** Somebody who has worked at this machine, for the lock screen. */
export interface Person {
  username: string;
  name: string;
  has_pin: boolean;
}

export const machine = {
  get till(): Id | null {
    return read<Id | null>(TILL, null);
  },
  set till(id: Id | null) {
    write(TILL, id);
  },

  get people(): Person[] {
    const people = read<Person[]>(PEOPLE, []);
    return Array.isArray(people) ? people : [];
  },

  /** Whoever was here last comes first. */
  greet(person: Person): void {
    const others = this.people.filter(({ username }) => username !== person.username);
    write(PEOPLE, [person, ...others].slice(0, MOST_PEOPLE));
  },

  /** Idle minutes after which it locks; zero for never. */
  get lockAfter_min(): number {
    return Number(read(LOCK_AFTER, 0)) || 0;
  },
  set lockAfter_min(minutes: number) {
    write(LOCK_AFTER, minutes);
  },

  /** Locked here, though the core may not have heard of it: loading the page anew opens nothing. */
  get isLocked(): boolean {
    return sessionStorage.getItem(LOCKED) !== null;
  },
  set isLocked(is: boolean) {
    if (is) sessionStorage.setItem(LOCKED, 'yes');
    else sessionStorage.removeItem(LOCKED);
  },
};

function read<T>(key: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // It holds until the desk is closed.
  }
}
