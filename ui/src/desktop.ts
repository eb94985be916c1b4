/** What only the desktop window can do. In a browser each of these answers that it cannot. */
import { failureFrom } from './api/failure';
import { isDesktop } from './api/transport';

async function command<T>(name: string, input: Record<string, unknown>): Promise<T> {
  const { invoke } = await import('@tauri-apps/api/core');
  return invoke<T>(name, input);
}

/** Asks where to save a file. The path, or null if the user thought better of it. */
export async function saveFile(suggestedName: string, base64: string): Promise<string | null> {
  return command<string | null>('save_file', { suggestedName, base64 });
}

/** Whether the system's spooler took the PDF. */
export async function printPdf(base64: string): Promise<boolean> {
  if (!isDesktop) return false;
  try {
    return (await command<{ printed: boolean }>('print_pdf', { base64 })).printed;
  } catch {
    return false;
  }
}

/** Takes the backup that was opened with the program to the others. Its name there, or null when none was opened. */
export async function bringOpenedBackup(): Promise<string | null> {
  return refusing<string | null>('bring_opened_backup');
}

/** Says when a backup is opened while the program runs, until what it answers is called. */
export function whenBackupOpened(tell: () => void): () => void {
  const listening = import('@tauri-apps/api/event').then(({ listen }) => listen('backup-opened', tell));
  return () => void listening.then((stop) => stop());
}

/** Closes the program and starts it again, as after a move to another database. */
export async function restartProgram(): Promise<void> {
  await command('restart_program', {});
}

/** Why there is no update, or why it was not installed. */
export type UpdateRefusal =
  | 'not_set_up'
  | 'not_replaceable'
  | 'unreachable'
  | 'unreadable'
  | 'not_for_this_system'
  | 'not_private'
  | 'not_newer'
  | 'changed'
  | 'busy'
  | 'sale_open'
  | 'payment_open'
  | 'job_running'
  | 'backup_failed'
  | 'download_broken'
  | 'too_large'
  | 'not_genuine'
  | 'not_installed'
  | 'cancelled';

/** How it stands with updates of the program. */
export interface UpdateStanding {
  version: string;
  /** Why this program takes none at all. */
  unusable: UpdateRefusal | null;
  offer: { version: string; notes: string | null } | null;
  step:
    | { at: 'nothing' | 'backing_up' | 'installing' | 'installed' }
    | { at: 'downloading'; received: number; total: number | null };
}

/** Updates of the program. A refusal is a `Failure` whose detail `update` is an `UpdateRefusal`. */
export const updates = {
  get: () => refusing<UpdateStanding>('get_updates'),
  check: () => refusing<UpdateStanding>('check_for_update'),
  decline: (version: string) => refusing<UpdateStanding>('decline_update', { version }),
  install: (version: string) => refusing<void>('install_update', { version }),
  cancel: () => refusing<void>('cancel_update'),
};

async function refusing<T>(name: string, input: Record<string, unknown> = {}): Promise<T> {
  try {
    return await command<T>(name, input);
  } catch (error) {
    throw failureFrom(error);
  }
}
