import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../api/failure';
import type { Basket as StoredBasket } from '../api/types';
import { Basket, type BasketEvents } from './basket.svelte';
import type { Journal } from './journal';
import { deferred, memoryJournal, product, settle, stored } from './testing';
import { asOrder, fromBasket, newTicket, type Ticket } from './ticket';

const milk = product('milk');
const tea = product('tea');

let saves: { ticket: Ticket; answer: ReturnType<typeof deferred<StoredBasket>> }[];
let openBaskets: StoredBasket[];
let events: { [K in keyof BasketEvents]: ReturnType<typeof vi.fn> };
let journal: Journal;

function open(): Basket {
  return new Basket(
    {
      save: (ticket) => {
        const answer = deferred<StoredBasket>();
        saves.push({ ticket, answer });
        return answer.promise;
      },
      list: () => Promise.resolve(openBaskets),
    },
    journal,
    events as unknown as BasketEvents,
  );
}

async function answerLast(total?: string, available?: string): Promise<void> {
  const { ticket, answer } = saves.at(-1)!;
  answer.resolve(stored(ticket, total, available));
  await settle();
}

async function refuseLast(failure: Failure): Promise<void> {
  saves.at(-1)!.answer.reject(failure);
  await settle();
}

beforeEach(() => {
  vi.useFakeTimers();
  saves = [];
  openBaskets = [];
  events = { sold: vi.fn(), refused: vi.fn(), changedElsewhere: vi.fn(), signedOut: vi.fn() };
  journal = memoryJournal();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('an edit', () => {
  it('is shown and journaled before the core has heard of it', () => {
    const basket = open();
    basket.add(milk, '1');
    basket.add(milk, '2');
    expect(basket.ticket.lines.map((line) => line.quantity)).toEqual(['3']);
    expect(journal.read()?.ticket).toEqual(basket.ticket);
    expect(basket.isCurrent).toBe(false);
  });

  it('is sent one call at a time, and the newest only', async () => {
    const basket = open();
    basket.add(milk, '1');
    basket.add(tea, '1');
    basket.add(tea, '1');
    expect(saves.map(({ ticket }) => ticket.revision)).toEqual([1]);
    await answerLast();
    expect(saves.map(({ ticket }) => ticket.revision)).toEqual([1, 3]);
    await answerLast('4.20');
    expect(basket.isCurrent).toBe(true);
    expect(basket.quote?.total).toBe('4.20');
  });

  it('makes the total stale at once, and leaves untouched lines priced', async () => {
    const basket = open();
    basket.add(milk, '1');
    await answerLast('1.00');
    basket.add(tea, '1');
    expect(basket.isCurrent).toBe(false);
    expect(basket.lines.map(({ isCurrent }) => isCurrent)).toEqual([true, false]);
  });

  it('keeps a line of its own price or weight apart', async () => {
    const basket = open();
    const apples = product('apples', { sold_by_weight: true, unit: 'kg' });
    basket.add(milk, '1');
    basket.setTerms(basket.selectedKey!, { unit_price: '0.80' });
    basket.add(milk, '1');
    basket.add(apples, '0.5');
    basket.add(apples, '0.25');
    expect(basket.ticket.lines.map((line) => line.quantity)).toEqual(['1', '1', '0.5', '0.25']);
  });

  it('can be undone after others', () => {
    const basket = open();
    basket.add(milk, '2');
    const undo = basket.remove(basket.selectedKey!)!;
    basket.add(tea, '1');
    undo();
    expect(basket.ticket.lines.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['milk', '2'],
      ['tea', '1'],
    ]);
    const bringBack = basket.clear();
    basket.add(milk, '5');
    bringBack();
    expect(basket.ticket.lines.map((line) => line.quantity)).toEqual(['2', '1', '5']);
  });
});

describe('the price of the ticket as it stands', () => {
  it('is waited for through all edits', async () => {
    const basket = open();
    basket.add(milk, '1');
    const settled = basket.settled();
    basket.add(tea, '1');
    await answerLast('1.00');
    await answerLast('2.00');
    expect((await settled).total).toBe('2.00');
  });

  it('is not asked for again while it is on its way: a second save would race the sale', async () => {
    const basket = open();
    basket.add(milk, '1');
    const settled = basket.settled();
    await answerLast('1.00');
    expect((await settled).total).toBe('1.00');
    expect(saves).toHaveLength(1);
  });

  it('fails when the core cannot be reached, and comes by itself later', async () => {
    const basket = open();
    basket.add(milk, '1');
    const settled = basket.settled();
    const failed = expect(settled).rejects.toMatchObject({ code: 'unavailable' });
    await refuseLast(new Failure('unavailable', 'gone'));
    await failed;
    basket.add(tea, '1');
    expect(saves).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(saves.map(({ ticket }) => ticket.revision)).toEqual([1, 2]);
    await answerLast('2.00');
    expect(basket.isCurrent).toBe(true);
  });
});

describe('a refusal', () => {
  it('takes back the discount and keeps the goods', async () => {
    const basket = open();
    basket.add(milk, '1');
    await answerLast();
    basket.setTerms(basket.selectedKey!, { discount_percent: '50' });
    basket.add(tea, '1');
    await refuseLast(new Failure('forbidden', 'Up to 10 % is yours to give.'));
    expect(events.refused).toHaveBeenCalledOnce();
    expect(basket.ticket.lines.map(({ name, discount_percent }) => [name, discount_percent])).toEqual([
      ['milk', null],
      ['tea', null],
    ]);
    await answerLast('2.00');
    expect(basket.isCurrent).toBe(true);
  });

  it('that nothing can be taken back for stops the ticket until it changes', async () => {
    const basket = open();
    basket.add(milk, '1');
    await refuseLast(new Failure('not_found', 'This product is gone.'));
    expect(basket.problem?.code).toBe('not_found');
    await expect(basket.settled()).rejects.toMatchObject({ code: 'not_found' });
    basket.remove(basket.selectedKey!);
    expect(basket.problem).toBeNull();
  });

  it('of a ticket that is an order already shows that order', async () => {
    const basket = open();
    basket.add(milk, '1');
    await refuseLast(new Failure('conflict', 'Sold.', null, { order_id: basket.ticket.id }));
    expect(events.sold).toHaveBeenCalledWith(basket.ticket.id);
  });

  it('because another screen is ahead takes over what that one has', async () => {
    const basket = open();
    basket.add(milk, '1');
    const theirs: Ticket = { ...basket.ticket, revision: 9, lines: [{ ...basket.ticket.lines[0]!, quantity: '7' }] };
    openBaskets = [stored(theirs)];
    await refuseLast(new Failure('conflict', 'Older.'));
    expect(basket.ticket.revision).toBe(9);
    expect(basket.ticket.lines[0]?.quantity).toBe('7');
    expect(events.changedElsewhere).toHaveBeenCalledOnce();
  });

  it('for want of a session leaves everything as it is', async () => {
    const basket = open();
    basket.add(milk, '1');
    await refuseLast(new Failure('unauthenticated', 'Signed out.'));
    expect(events.signedOut).toHaveBeenCalledOnce();
    expect(basket.ticket.lines).toHaveLength(1);
    openBaskets = [];
    await basket.recover();
    await answerLast();
    expect(basket.isCurrent).toBe(true);
  });
});

describe('stock', () => {
  it('is short when all lines of a product together ask for more', async () => {
    const basket = open();
    basket.add(milk, '3');
    basket.setTerms(basket.selectedKey!, { discount_percent: '5' });
    basket.add(milk, '3');
    await answerLast();
    await answerLast('5.00', '5');
    expect(basket.lines.map(({ shortOf }) => shortOf)).toEqual(['5', '5']);
    basket.setQuantity(basket.selectedKey!, '2');
    expect(basket.lines.map(({ shortOf }) => shortOf)).toEqual([null, null]);
  });
});

describe('after a crash', () => {
  it('the journal is there without any core', () => {
    open().add(milk, '4');
    const again = open();
    expect(again.ticket.lines.map((line) => line.quantity)).toEqual(['4']);
  });

  it('the copy on the disk is taken when the browser lost a newer one', async () => {
    const disk: { value: unknown } = { value: null };
    const durable = { read: () => Promise.resolve(disk.value), write: (value: unknown) => void (disk.value = value) };
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
    };
    const another = (): Journal => new (journal.constructor as typeof Journal)(storage, durable);
    journal = another();
    const before = open();
    before.add(milk, '1');
    const lost = new Map(kept);
    before.add(milk, '1');
    for (const [key, text] of lost) kept.set(key, text);

    journal = another();
    const again = open();
    expect(again.ticket.lines[0]?.quantity).toBe('1');
    await again.restore();
    expect(again.ticket.lines[0]?.quantity).toBe('2');
    await again.restore();
    expect(again.ticket.lines[0]?.quantity).toBe('2');
  });

  it('the newer copy wins, here or in the core', async () => {
    const before = open();
    before.add(milk, '1');
    const newer: Ticket = {
      ...before.ticket,
      revision: 5,
      lines: [{ ...before.ticket.lines[0]!, quantity: '5' }],
    };
    openBaskets = [stored(newer)];
    const again = open();
    await again.recover();
    expect(again.ticket.lines[0]?.quantity).toBe('5');
    openBaskets = [{ ...stored(newer), revision: 0 }];
    const third = open();
    await third.recover();
    expect(third.ticket.lines[0]?.quantity).toBe('5');
  });

  it('what only the core still has is taken up', async () => {
    const left: Ticket = { ...newTicket(), revision: 3, lines: open().ticket.lines };
    const other = open();
    other.add(tea, '2');
    openBaskets = [{ ...stored(other.ticket), id: left.id }];
    journal = memoryJournal();
    const again = open();
    await again.recover();
    expect(again.ticket.id).toBe(left.id);
    expect(again.ticket.lines.map(({ name, quantity }) => [name, quantity])).toEqual([['tea', '2']]);
  });

  it('half a journal is none', () => {
    const broken = { getItem: () => '{"ticket":', setItem: () => {} };
    journal = new (journal.constructor as typeof Journal)(broken);
    expect(open().isEmpty).toBe(true);
  });
});

describe('what the core has elsewhere', () => {
  it('a ticket that was parked after all is told, and goes on as it stands here', async () => {
    const basket = open();
    basket.add(milk, '1');
    await answerLast();
    basket.add(tea, '1');
    const parked = stored({ ...basket.ticket, revision: 7 });
    await refuseLast(new Failure('conflict', 'parked', null, { is_parked: true }));
    expect(events.changedElsewhere).toHaveBeenCalledWith(expect.objectContaining({ code: 'conflict' }));
    basket.insist(parked);
    expect(basket.ticket.revision).toBe(8);
    expect(basket.ticket.lines.map(({ name }) => name)).toEqual(['milk', 'tea']);
  });

  it('a recalled ticket is taken up with its price', () => {
    const basket = open();
    const other = open();
    other.add(tea, '2');
    basket.takeUp(stored(other.ticket, '7.77'));
    expect(basket.isCurrent).toBe(true);
    expect(basket.quote?.total).toBe('7.77');
  });
});

describe('a coupon', () => {
  it('that is refused goes, and the goods and prices stay', async () => {
    const basket = open();
    basket.add(milk, '1');
    basket.setTerms(basket.selectedKey!, { discount_percent: '5' });
    await answerLast();
    await answerLast();
    basket.annotate({ coupon_code: 'SPRING' });
    await refuseLast(new Failure('invalid', 'too little', 'coupon_code'));
    expect(basket.ticket.coupon_code).toBeNull();
    expect(basket.ticket.lines[0]?.discount_percent).toBe('5');
    expect(events.refused).toHaveBeenCalledOnce();
  });

  it('that ran out is a conflict without a newer copy, and goes too', async () => {
    const basket = open();
    basket.add(milk, '1');
    await answerLast();
    const before = stored(basket.ticket);
    basket.annotate({ coupon_code: 'SPRING' });
    openBaskets = [before];
    await refuseLast(new Failure('conflict', 'used up'));
    expect(basket.ticket.coupon_code).toBeNull();
    expect(saves.length).toBeLessThan(5);
  });
});

describe('a label', () => {
  const label = { code: '2308101003509', unit_price: '17.8571', batch: null, serial: null };

  it('makes a line of its own, at its own price, with its code', () => {
    const basket = open();
    basket.add(milk, '1');
    basket.add(milk, '0.196', label);
    basket.add(milk, '0.196', label);
    expect(basket.ticket.lines).toHaveLength(3);
    expect(asOrder(basket.ticket).items[1]).toMatchObject({ unit_price: '17.8571', code: '2308101003509' });
  });

  it('keeps its price when another is refused', async () => {
    const basket = open();
    basket.add(milk, '0.196', label);
    basket.setTerms(basket.selectedKey!, { unit_price: '1.00' });
    await answerLast();
    await refuseLast(new Failure('forbidden', 'no', null, { permission: 'override_price' }));
    expect(basket.ticket.lines[0]?.unit_price).toBe('17.8571');
  });

  it('has its batch and serial number again when the ticket is recalled', () => {
    const basket = open();
    const scanned = { code: '(01)04006381333931(10)LOT7(21)S1', unit_price: null, batch: 'LOT7', serial: 'S1' };
    basket.add(milk, '1', scanned);
    expect(fromBasket(stored(basket.ticket)).lines[0]?.label).toEqual(scanned);
  });
});
