/** Files on their way in and out of the desk. A failure here never touches what the shop has recorded. */
import type { Download, Input } from '../api/operations';
import { isDesktop, type DownloadedFile } from '../api/transport';
import type { Desk } from '../desk.svelte';
import { printPdf, saveFile } from '../desktop';
import { isFailure } from '../api/failure';
import { m } from '../paraglide/messages.js';
import { explain } from './words';

/** Fetches a file from the core and saves it where the user says; in a browser among the downloads. */
export async function saveFrom<K extends Download>(
  desk: Desk,
  operation: K,
  input: Input<K>,
  name?: string,
): Promise<void> {
  try {
    const file = await desk.core.download(operation, input, { isLong: true });
    await save(desk, { ...file, name: name ?? file.name });
  } catch (error) {
    desk.notices.warn(isFailure(error) ? explain(error) : m.notice_not_saved());
  }
}

export async function save(desk: Desk, file: DownloadedFile): Promise<void> {
  if (!isDesktop) return offer(file);
  try {
    const path = await saveFile(file.name, file.base64);
    if (path) desk.notices.show(m.notice_saved({ path }));
  } catch (error) {
    desk.notices.warn(isFailure(error) ? explain(error) : m.notice_not_saved());
  }
}

/** Hands a PDF to the printer; where that is not possible, it opens as a page that can print itself. */
export async function printFrom<K extends Download>(desk: Desk, operation: K, input: Input<K>): Promise<void> {
  try {
    const file = await desk.core.download(operation, input, { isLong: true });
    if (isDesktop && (await printPdf(file.base64))) {
      desk.notices.show(m.notice_printed());
      return;
    }
    await save(desk, file);
  } catch (error) {
    desk.notices.warn(isFailure(error) ? explain(error) : m.notice_not_saved());
  }
}

/** Shows a file on a page of its own; where there is none, it is saved. */
export async function showFrom<K extends Download>(desk: Desk, operation: K, input: Input<K>): Promise<void> {
  try {
    const file = await desk.core.download(operation, input, { isLong: true });
    const url = isDesktop ? null : objectUrl(file);
    if (url === null || !window.open(url)) await save(desk, file);
    if (url !== null) setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    desk.notices.warn(isFailure(error) ? explain(error) : m.notice_not_saved());
  }
}

/** Asks for a file; null when the user thought better of it. */
export async function pickFile(accept: string): Promise<File | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  return new Promise((settle) => {
    input.addEventListener('change', () => settle(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => settle(null));
    input.click();
  });
}

/** A file's bytes in Base64, as the core takes them. */
export async function readBase64(file: Blob): Promise<string> {
  return new Promise((settle, fail) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => settle(String(reader.result).replace(/^[^,]*,/, '')));
    reader.addEventListener('error', () => fail(reader.error ?? new Error('The file cannot be read.')));
    reader.readAsDataURL(file);
  });
}

/** An address for showing a file on the page; given back with `URL.revokeObjectURL`. */
export function objectUrl(file: DownloadedFile): string {
  return URL.createObjectURL(blob(file));
}

function blob({ base64, type }: DownloadedFile): Blob {
  return new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], { type });
}

function offer(file: DownloadedFile): void {
  const url = objectUrl(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
