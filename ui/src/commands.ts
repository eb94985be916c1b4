/** What each shortcut does. Buttons that do the same call the same command. */
import type { Desk } from './desk.svelte';
import type { CommandId } from './keys/shortcuts';
import { awaitReceipt } from './orders/receipt-scan';
import { printReceipt } from './receipt/output';

export const commands: Readonly<Record<CommandId, (desk: Desk) => void>> = {
  help: (desk) => (desk.dialog = { kind: 'help' }),
  palette: (desk) => (desk.dialog = { kind: 'palette' }),
  lock: (desk) => desk.lock(),
  customer: (desk) => (desk.dialog = { kind: 'customer' }),
  park: (desk) => desk.openParking(),
  recall: (desk) => (desk.dialog = { kind: 'recall' }),
  coupon: (desk) => {
    if (!desk.basket.isEmpty) desk.dialog = { kind: 'coupon' };
  },
  line_note: (desk) => {
    if (desk.basket.selectedKey) desk.dialog = { kind: 'line_note', line: desk.basket.selectedKey };
  },
  order_note: (desk) => {
    if (!desk.basket.isEmpty) desk.dialog = { kind: 'order_note' };
  },
  escape: escape,
  search: (desk) => {
    desk.numpad.close();
    desk.searchField?.focus();
    desk.searchField?.select();
  },
  quantity: (desk) => desk.numpad.toggle('quantity'),
  price: (desk) => desk.numpad.toggle('price'),
  discount_line: (desk) => desk.numpad.toggle('percent'),
  discount_order: (desk) => {
    if (!desk.basket.isEmpty) desk.numpad.toggle('order_percent');
  },
  one_more: (desk) => step(desk, '1'),
  one_less: (desk) => step(desk, '-1'),
  remove: (desk) => desk.removeSelected(),
  line_up: (desk) => desk.basket.selectNext(-1),
  line_down: (desk) => desk.basket.selectNext(1),
  // What was typed quickly is in the search field only since this very key.
  sell_accept: (desk) => (desk.numpad.isOpen ? desk.numpad.accept() : void desk.submitSearch()),
  pay: (desk) => desk.openPay(),
  exact_cash: (desk) => desk.exactCash(),
  pay_take: (desk) => void desk.payment.takeChosen(),
  pay_cash: (desk) => desk.payment.choose('cash'),
  pay_card: (desk) => desk.payment.choose('card'),
  print: (desk) => void printReceipt(desk),
  new_sale: (desk) => desk.newSale(),
  return_goods: (desk) => {
    awaitReceipt(desk);
    desk.router.go('orders', 'return');
  },
};

function step(desk: Desk, by: '1' | '-1'): void {
  if (desk.basket.selectedKey) desk.basket.step(desk.basket.selectedKey, by);
}

/** Closes what is on top. Never touches the basket. */
function escape(desk: Desk): void {
  if (desk.place === 'pay') desk.backToSell();
  else if (desk.place === 'change') desk.newSale();
  else if (desk.numpad.isOpen) desk.numpad.close();
  else desk.endSearch();
}
