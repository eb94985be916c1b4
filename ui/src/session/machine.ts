/** What this machine remembers about itself: which till it is, who works here, and when it locks by itself. */
import type { Id } from '../api/types';
import { store, stored } from '../lib/stored';

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
    return stored<Id | null>(TILL, null);
  },
  set till(id: Id | null) {
    store(TILL, id);
  },

  get people(): Person[] {
    const people = stored<Person[]>(PEOPLE, []);
    return Array.isArray(people) ? people : [];
  },

  /** Whoever was here last comes first. */
  greet(person: Person): void {
    const others = this.people.filter(({ username }) => username !== person.username);
    store(PEOPLE, [person, ...others].slice(0, MOST_PEOPLE));
  },

  /** Idle minutes after which it locks; zero for never. */
  get lockAfter_min(): number {
    return Number(stored(LOCK_AFTER, 0)) || 0;
  },
  set lockAfter_min(minutes: number) {
    store(LOCK_AFTER, minutes);
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
