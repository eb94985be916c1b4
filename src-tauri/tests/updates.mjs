// The real window takes a newer program in its place, and whatever is wrong with an update leaves it as it was.
//
// `cargo xtask test updates` runs it under Xvfb; VAYUPOS_WINDOW names the program, built with `loopback-updates`. The
// program runs as an AppImage would: APPIMAGE names the file that an update replaces.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Journey, button, foldersIn, removed } from './journey.mjs';
import { newKey, sign, UpdateServer } from './update-server.mjs';
import { Window, processesRunning, until } from './webdriver.mjs';

const RUNNING = '0.1.0';
const NEWER = '0.2.0';
/** Without optimisation the signature of a whole program takes a while. */
const INSTALL_TIMEOUT_MS = 90_000;

const home = await realpath(await mkdtemp(join(tmpdir(), 'vayupos-updates-')));
const program = join(home, 'VayuPOS.AppImage');
const backups = join(home, 'data', 'com.vayupos.desktop', 'backups');
// Without what a debugger wants, which is most of it.
execFileSync('strip', ['-o', program, await realpath(process.env.VAYUPOS_WINDOW)]);
await chmod(program, 0o755);
const old = await readFile(program);
// The same program with something behind its end, which no ELF file minds: other bytes, which run.
const newer = Buffer.concat([old, Buffer.from('\nthe newer one\n')]);
// Enough to be taken for a program while nobody runs it.
const small = Buffer.concat([old.subarray(0, 64), Buffer.alloc(1_000_000, 'small')]);

const server = await UpdateServer.start();
const key = await newKey(home, 'ours');
const strangers = await newKey(home, 'theirs');
const signatures = {
  newer: await sign(key, home, newer, NEWER),
  small: await sign(key, home, small, NEWER),
  unversioned: await sign(key, home, small),
  older: await sign(key, home, small, '0.0.9'),
  stranger: await sign(strangers, home, small, NEWER),
};
const variables = {
  APPIMAGE: program,
  VAYUPOS_LOOPBACK_UPDATES: `${server.address}/latest.json`,
  VAYUPOS_LOOPBACK_UPDATES_KEY: key.known,
  ...foldersIn(home),
};

let window;
const journey = new Journey('Updates', 'vayupos-updates.png', () => window);
await journey.walk(async () => {
  server.offer(NEWER, small, signatures.small);
  window = await Window.open(program, variables);
  await window.invoke('load_demo_shop', {});

  await journey.step('a newer version is found without anybody asking', async () => {
    const { offer, version } = await until('the offer', async () => {
      const standing = await window.command('get_updates');
      return standing.offer === null ? undefined : standing;
    });
    assert.equal(version, RUNNING);
    assert.deepEqual(offer, { version: NEWER, notes: `What is new in ${NEWER}` });
  });
  await journey.step('only an administrator may install it', async () => {
    for (const name of [null, 'cashier', 'manager']) {
      if (name !== null) await signIn(name);
      const { error } = await window.outcomeOf('install_update', { version: NEWER });
      assert.equal(error.code, name === null ? 'unauthenticated' : 'forbidden');
    }
    await nothingHappened();
  });
  await signIn('admin');

  await journey.step('the same version and an older one are no updates', async () => {
    for (const version of [RUNNING, '0.0.9', '0.1.0-rc.1']) {
      server.offer(version, small, signatures.small);
      assert.equal((await window.command('check_for_update')).offer, null);
      await refuses('not_newer', version);
    }
  });
  await journey.step('an answer that is none is said so', async () => {
    for (const list of ['<html>Sign in to the wireless network</html>', '', '{"version": 7}']) {
      server.offer(NEWER, small, signatures.small);
      server.list = list;
      await refuses('unreadable');
    }
    server.offer(NEWER, small, undefined);
    await refuses('unreadable');
    server.offer(NEWER, small, signatures.small);
    server.status = 500;
    await refuses('unreachable');
    server.offer(NEWER, small, signatures.small);
    server.list = { ...server.list, platforms: { 'plan9-mips': Object.values(server.list.platforms)[0] } };
    await refuses('not_for_this_system');
    server.offer(NEWER, small, signatures.small, { url: 'http://updates.invalid/package' });
    await refuses('not_private');
    server.offer('0.3.0', small, signatures.small);
    await refuses('changed', NEWER);
  });
  await journey.step('a server that is gone is said so', async () => {
    await server.stop();
    await refuses('unreachable');
    const { error } = await window.outcomeOf('check_for_update');
    assert.deepEqual([error.code, error.details], ['conflict', { update: 'unreachable' }]);
    await server.again();
  });
  await journey.step('bytes that were changed, and signatures that are not ours, are thrown away', async () => {
    const tampered = Buffer.from(small);
    tampered[500_000] ^= 1;
    server.offer(NEWER, tampered, signatures.small);
    await refuses('not_genuine');
    for (const signature of ['', 'bm8gc2lnbmF0dXJl', signatures.stranger, signatures.unversioned]) {
      server.offer(NEWER, small, signature);
      await refuses('not_genuine');
    }
  });
  await journey.step('an older package of ours under a newer number is thrown away', async () => {
    server.offer(NEWER, small, signatures.older);
    await refuses('not_genuine');
  });
  await journey.step('a download that breaks off changes nothing', async () => {
    server.offer(NEWER, small, signatures.small);
    server.manner = 'cut';
    await refuses('download_broken');
  });
  await journey.step('a download shows how far it is, and can be stopped', async () => {
    server.offer(NEWER, small, signatures.small);
    server.manner = 'slowly';
    await window.begin('install_update', { version: NEWER });
    const step = await until('half of it', async () => {
      const { step } = await window.command('get_updates');
      return step.received > small.length / 4 && step;
    });
    assert.deepEqual([step.at, step.total], ['downloading', small.length]);
    const { error: busy } = await window.outcomeOf('install_update', { version: NEWER });
    assert.deepEqual(busy.details, { update: 'busy' });
    await window.command('cancel_update');
    const { error } = await window.begun();
    assert.deepEqual(error.details, { update: 'cancelled' });
    await nothingHappened();
  });
  await journey.step('nobody is interrupted in the middle of a sale', async () => {
    server.offer(NEWER, small, signatures.small);
    const { data } = await window.invoke('list_products', { limit: 1 });
    const basket_id = '01890000-0000-7000-8000-000000000001';
    const items = [{ product_id: data[0].id, quantity: '1' }];
    await window.invoke('save_basket', { basket_id, revision: 1, items });
    await refuses('sale_open');
    await window.invoke('discard_basket', { basket_id });
  });
  await journey.step('without a backup nothing is installed', async () => {
    await rm(backups, { recursive: true, force: true });
    await writeFile(backups, 'a file where the folder should be');
    server.offer(NEWER, small, signatures.small);
    await refuses('backup_failed');
    await rm(backups);
  });
  await journey.step('what is signed and yet no program leaves the old one in its place', async () => {
    const paper = Buffer.from('signed by mistake');
    server.offer(NEWER, paper, await sign(key, home, paper, NEWER));
    const { error } = await window.outcomeOf('install_update', { version: NEWER });
    assert.deepEqual(error.details, { update: 'not_installed' });
    assert.equal(await hashOf(program), hash(old));
    await rm(backups, { recursive: true });
  });

  server.offer(NEWER, newer, signatures.newer);
  await journey.step('declined, it is offered no more until somebody asks, and nothing has changed', async () => {
    await window.open('#/settings/about');
    await window.click(button('Check for updates'));
    await window.find(`//*[contains(text(), "Version ${NEWER} is there")]`);
    await window.click(button('Not now'));
    await window.findCount(`//*[contains(text(), "Version ${NEWER} is there")]`, 0);
    await nothingHappened();
  });
  await journey.step('agreed to, it is fetched, and the program of before ends', async () => {
    server.manner = 'slowly';
    await window.click(button('Check for updates'));
    await window.click(button('Install…'));
    await window.find('//*[contains(text(), "Install version 0.2.0?")]');
    await window.click('//div[@role="dialog" or @role="alertdialog"]//button[contains(., "Install…")]');
    await window.find('//*[@role="status"][contains(., "Fetching…")]//progress[@value]');
    const isThere = async () => (await hashOf(program)) === hash(newer);
    await until('the newer program in the place of the old one', isThere, INSTALL_TIMEOUT_MS);
  });
  await journey.step('the newer program was started', async () => {
    await until('it to run', async () => (await running()).length === 1, INSTALL_TIMEOUT_MS);
    const [id] = await running();
    assert.equal(await hashOf(`/proc/${id}/exe`), hash(newer));
  });
  await journey.step('everything had been backed up before', async () => {
    const files = await readdir(backups);
    assert.equal(files.filter((name) => /^before-update-.*\.db$/.test(name)).length, 1, files.join());
    const [backup, installed] = [await stat(join(backups, files[0])), await stat(program)];
    assert.ok(backup.mtimeMs <= installed.mtimeMs, 'the backup is older than the new program');
    assert.ok(backup.size > 100_000);
  });
  await journey.step('the newer program has the shop as it was', async () => {
    for (const id of await running()) process.kill(id, 'SIGKILL');
    await window.close();
    window = await Window.open(program, variables);
    await signIn('admin');
    assert.equal((await window.invoke('verify_ledger', {})).holds, true);
    assert.ok((await window.invoke('list_products', { limit: 200 })).data.length === 200);
  });
  await journey.step('all of it is in the log of the day, without a password, and in the file for the support desk', async () => {
    const logs = join(home, 'data', 'com.vayupos.desktop', 'logs');
    assert.equal((await stat(logs)).mode & 0o777, 0o700);
    const [name] = await readdir(logs);
    assert.match(name, /^window\.\d{4}-\d\d-\d\d\.log$/);
    const log = await readFile(join(logs, name), 'utf8');
    assert.match(log, /an update is installed/);
    for (const secret of ['admin123', 'cashier123']) assert.ok(!log.includes(secret), 'a password in the log');
    const { file_name, base64 } = await window.invoke('get_diagnostics', {});
    assert.match(file_name, /^vayupos-diagnostics-.*\.zip$/);
    const zip = Buffer.from(base64, 'base64');
    assert.ok(zip.includes('about.json') && zip.includes(`logs/${name}`));
  });
});
await window?.close();
for (const id of await running()) process.kill(id, 'SIGKILL');
await server.stop();
await removed(home);

async function signIn(role) {
  const { username, password } = { username: { cashier: 'cashier1', manager: 'manager1' }[role] ?? role, password: `${role}123` };
  await window.outcomeOf('logout', { input: {} });
  await window.invoke('login', { username, password });
}

/** The window refuses the version by this word, and is as it was. */
async function refuses(word, version = NEWER) {
  const outcome = await window.outcomeOf('install_update', { version });
  assert.deepEqual(outcome.error?.details, { update: word }, JSON.stringify(outcome));
  assert.ok(outcome.error.message.endsWith('.'), outcome.error.message);
  await nothingHappened();
}

async function nothingHappened() {
  assert.equal(await hashOf(program), hash(old), 'the program is another one');
  assert.deepEqual((await window.command('get_updates')).step, { at: 'nothing' });
  const kept = await readdir(backups).catch(() => []);
  assert.deepEqual(kept, [], 'a backup was made for nothing');
}

function hash(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

async function hashOf(file) {
  return hash(await readFile(file).catch(() => ''));
}

async function running() {
  return processesRunning(program);
}
