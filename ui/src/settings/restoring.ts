/**
 * A restore, watched wherever one goes meanwhile: at its end nobody is signed in any more, and nothing that the desk
 * knew has to be true.
 */
import type { Output } from '../api/operations';
import type { Desk } from '../desk.svelte';
import { format } from '../lib/format.svelte';
import { JobWatch } from '../lib/job.svelte';
import { m } from '../paraglide/messages.js';

let watch: JobWatch | null = null;

export function restoring(desk: Desk): JobWatch {
  watch ??= new JobWatch(
    desk.core,
    (job) => (job.state === 'done' ? comeBack(desk, job.result as Output<'restore_backup'>) : undefined),
    // It signs everybody out at its end, and at no other time.
    () => comeBack(desk, null),
  );
  return watch;
}

async function comeBack(desk: Desk, restored: Output<'restore_backup'> | null): Promise<void> {
  // Once: whoever has signed in anew by the time that a late answer comes stays signed in.
  if (watch === null) return;
  watch = null;
  await desk.session.signOut();
  await desk.session.start();
  desk.router.replace('sell');
  // The sale on the change screen may be one of those that are gone.
  if (desk.sale !== null) {
    desk.sale = null;
    desk.place = 'sell';
  }
  if (!restored) return desk.notices.alert(m.settings_restore_ended());
  const { kept, orders } = restored;
  desk.notices.stay(m.settings_restored({ orders: format.quantity(String(orders)), kept }));
}
