import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../api/failure';
import type { Checkout, NewPayment } from '../api/types';
import { Basket } from '../sell/basket.svelte';
import { Scans } from '../sell/scans.svelte';
import { memoryJournal, product, stored } from '../sell/testing';
import { MOST_ATTEMPTS, Payment, type CheckoutOrder } from './payment.svelte';

const done = { order: { id: 'o' }, payments: [], change: '0.00' } as unknown as Checkout;
let sent: CheckoutOrder[];
let answers: (Checkout | Failure)[];
let basket: Basket;
let payment: Payment;
let kept: readonly NewPayment[];
const paid = vi.fn();
const backToTicket = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  kept = [];
  answers = [done];
  paid.mockReset();
  backToTicket.mockReset();
  const nothing = vi.fn();
  basket = new Basket(
    { save: (ticket) => Promise.resolve(stored(ticket, '12.34')), list: () => Promise.resolve([]) },
    memoryJournal(),
    { sold: nothing, refused: nothing, changedElsewhere: nothing, signedOut: nothing },
  );
  const scans = new Scans(
    {
      scan: (code) => Promise.resolve({ code, product: product(code), quantity: '1', unit_price: null }),
      seen: () => null,
    },
    basket,
    { found: (scan) => basket.add(scan.product, '1'), unknown: nothing },
  );
  payment = new Payment(
    (order) => {
      sent.push(order);
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      return answer instanceof Failure ? Promise.reject(answer) : Promise.resolve(answer);
    },
    basket,
    scans,
    () => ({ digits: 2, step: null }),
    { paid, backToTicket, needsAttention: vi.fn() },
    { read: () => kept, keep: (_, tenders) => (kept = tenders) },
  );
  basket.add(product('milk'), '1');
  payment.start();
  scans.add('tea');
});

afterEach(() => {
  vi.useRealTimers();
});

describe('taking the money', () => {
  it('waits for the last scan and sends what the cashier saw', async () => {
    const { id } = basket.ticket;
    await payment.take({ method: 'cash', given: 'exact' });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      id,
      expected_total: '12.34',
      payments: [{ method: 'cash', amount: '12.34' }],
    });
    expect(sent[0]?.items).toHaveLength(2);
    expect(paid).toHaveBeenCalledWith(done);
  });

  it('takes what was typed, with the digits of the currency', async () => {
    payment.press('2');
    payment.press('0');
    await payment.takeChosen();
    expect(sent[0]?.payments).toEqual([{ method: 'cash', amount: '20.00' }]);
  });

  it('takes the whole total by card, with its reference', async () => {
    payment.choose('card');
    payment.reference = ' A-17 ';
    await payment.takeChosen();
    expect(sent[0]?.payments).toEqual([{ method: 'card', amount: '12.34', reference: 'A-17' }]);
  });

  it('is done once, however often it is pressed', async () => {
    await Promise.all([1, 2, 3].map(() => payment.take({ method: 'cash', given: 'exact' })));
    expect(sent).toHaveLength(1);
  });

  it('sends the same again when the answer is lost', async () => {
    answers = [new Failure('unavailable', 'lost'), done];
    const taking = payment.take({ method: 'cash', given: 'exact' });
    await vi.runAllTimersAsync();
    await taking;
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    expect(paid).toHaveBeenCalledOnce();
  });

  it('gives up asking in the end, says so, and can ask again', async () => {
    answers = [new Failure('unavailable', 'lost')];
    const taking = payment.take({ method: 'cash', given: 'exact' });
    await vi.runAllTimersAsync();
    await taking;
    expect(sent).toHaveLength(MOST_ATTEMPTS);
    expect(payment.stage.kind).toBe('unknown');
    answers = [done];
    await payment.takeChosen();
    expect(sent.at(-1)).toEqual(sent[0]);
    expect(paid).toHaveBeenCalledOnce();
  });

  it('stops at a new total, which the cashier has to see first', async () => {
    answers = [new Failure('conflict', 'Changed.', null, { total: '13.00' })];
    const { revision } = basket.ticket;
    await payment.take({ method: 'cash', given: 'exact' });
    expect(payment.hasNewTotal).toBe(true);
    expect(basket.ticket.revision).toBeGreaterThan(revision);
    expect(paid).not.toHaveBeenCalled();
  });

  it('goes back to the ticket when stock is short', async () => {
    answers = [new Failure('out_of_stock', 'Only 1 left.')];
    await payment.take({ method: 'cash', given: 'exact' });
    expect(backToTicket).toHaveBeenCalledOnce();
    expect(payment.stage.kind).toBe('ready');
  });

  it('says what the core refuses', async () => {
    answers = [new Failure('insufficient_tender', 'Not enough.')];
    await payment.take({ method: 'cash', given: 'exact' });
    expect(payment.failure?.code).toBe('insufficient_tender');
  });
});

describe('in parts', () => {
  async function takeCard(amount: string): Promise<void> {
    payment.choose('card');
    for (const key of amount) payment.press(key as '1');
    payment.reference = 'A-17';
    await payment.takeChosen();
  }

  it('keeps a part until the rest covers what is due, and sends all at once', async () => {
    await takeCard('5');
    expect(sent).toHaveLength(0);
    expect(payment.due).toBe('7.34');
    payment.choose('cash');
    payment.press('1');
    payment.press('0');
    expect(payment.isPart).toBe(false);
    await payment.takeChosen();
    expect(sent[0]?.payments).toEqual([
      { method: 'card', amount: '5.00', reference: 'A-17' },
      { method: 'cash', amount: '10.00' },
    ]);
    expect(kept).toEqual([]);
  });

  it('still has them after leaving and after a restart, and gives one back', async () => {
    await takeCard('5');
    payment.leave();
    payment.start();
    expect(payment.tenders).toHaveLength(1);
    payment.giveBack(0);
    expect(payment.due).toBe('12.34');
    expect(kept).toEqual([]);
  });

  it('takes nothing but cash beyond what is due', async () => {
    await takeCard('5');
    payment.choose('mobile');
    payment.press('9');
    expect(payment.isTooMuch).toBe(true);
    await payment.takeChosen();
    expect(sent).toHaveLength(0);
  });

  it('keeps what was taken before when the core refuses the last part', async () => {
    answers = [new Failure('conflict', 'Too few points.')];
    await takeCard('5');
    payment.choose('loyalty_points', '7.34');
    await payment.takeChosen();
    expect(payment.failure?.message).toBe('Too few points.');
    expect(payment.tenders).toHaveLength(1);
  });

  it('takes no gift card without its number', async () => {
    payment.choose('gift_card');
    await payment.takeChosen();
    expect(payment.isNumberMissing).toBe(true);
    payment.reference = 'G-1';
    await payment.takeChosen();
    expect(sent[0]?.payments).toEqual([{ method: 'gift_card', amount: '12.34', reference: 'G-1' }]);
  });

  it('begins anew with the first key after an amount that was put there', () => {
    payment.choose('store_credit', '7.34');
    payment.press('3');
    expect(payment.given).toBe('3.00');
  });
});
