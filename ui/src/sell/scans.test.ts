import { beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import { Failure } from '../api/failure';
import type { Product, Scan } from '../api/types';
import { Basket } from './basket.svelte';
import type { Journal } from './journal';
import { Scans, type ScanEvents } from './scans.svelte';
import { deferred, memoryJournal, product, settle, stored } from './testing';

let lookUps: Map<string, ReturnType<typeof deferred<Scan>>[]>;
let seen: Product | null;
let journal: Journal;
let unknown: Mock<ScanEvents['unknown']>;

function open(): { basket: Basket; scans: Scans } {
  const nothing = vi.fn();
  const basket = new Basket(
    { save: (ticket) => Promise.resolve(stored(ticket)), list: () => Promise.resolve([]) },
    journal,
    { sold: nothing, refused: nothing, changedElsewhere: nothing, signedOut: nothing },
  );
  const scans = new Scans(
    {
      scan: (code) => {
        const answer = deferred<Scan>();
        lookUps.set(code, [...(lookUps.get(code) ?? []), answer]);
        return answer.promise;
      },
      seen: () => seen,
    },
    basket,
    { found: (scan, factor) => basket.add(scan.product, factor), unknown },
  );
  return { basket, scans };
}

function found(code: string): Scan {
  return { code, product: product(code), quantity: '1', unit_price: null };
}

function answer(code: string): void {
  lookUps.get(code)!.at(-1)!.resolve(found(code));
}

function names(basket: Basket): string[] {
  return basket.ticket.lines.map((line) => line.name);
}

beforeEach(() => {
  lookUps = new Map();
  seen = null;
  journal = memoryJournal();
  unknown = vi.fn();
});

describe('scans', () => {
  it('come into the basket in their order, whatever the order of the answers', async () => {
    const { basket, scans } = open();
    for (const code of ['first', 'second', 'third']) scans.add(code);
    answer('third');
    answer('second');
    await settle();
    expect(names(basket)).toEqual([]);
    answer('first');
    await settle();
    expect(names(basket)).toEqual(['first', 'second', 'third']);
    expect(journal.read()?.scans).toEqual([]);
  });

  it('are in the journal until they are in the basket', async () => {
    const before = open();
    before.scans.add('first', '3');
    expect(journal.read()?.scans).toEqual([{ code: 'first', factor: '3' }]);
    const after = open();
    after.scans.resume();
    answer('first');
    await settle();
    expect(after.basket.ticket.lines.map((line) => line.quantity)).toEqual(['3']);
  });

  it('wait for a database that is away, and are never dropped', async () => {
    vi.useFakeTimers();
    const { basket, scans } = open();
    scans.add('first');
    scans.add('second');
    const drained = expect(scans.drained()).rejects.toMatchObject({ code: 'unavailable' });
    for (const code of ['first', 'second']) lookUps.get(code)![0]!.reject(new Failure('unavailable', 'gone'));
    await drained;
    expect(names(basket)).toEqual([]);
    scans.resume();
    await settle();
    answer('first');
    await settle();
    scans.resume();
    await settle();
    answer('second');
    await settle();
    expect(names(basket)).toEqual(['first', 'second']);
    vi.useRealTimers();
  });

  it('find what was seen before without the database', async () => {
    const { basket, scans } = open();
    seen = product('known');
    scans.add('code');
    lookUps.get('code')![0]!.reject(new Failure('unavailable', 'gone'));
    await settle();
    expect(names(basket)).toEqual(['known']);
  });

  it('that nobody knows are told, and stop a payment that was waiting for them', async () => {
    const { basket, scans } = open();
    scans.add('nothing');
    scans.add('second');
    const drained = expect(scans.drained()).resolves.toBe(false);
    lookUps.get('nothing')![0]!.reject(new Failure('not_found', 'No such code.'));
    answer('second');
    await drained;
    expect(unknown).toHaveBeenCalledOnce();
    expect(names(basket)).toEqual(['second']);
  });

  it('made while the money is taken wait for the next basket', async () => {
    const { basket, scans } = open();
    scans.hold();
    scans.add('next');
    answer('next');
    await settle();
    expect(names(basket)).toEqual([]);
    basket.startNext();
    scans.release();
    await settle();
    expect(names(basket)).toEqual(['next']);
  });
});
