/** What only the desktop window can do. In a browser each of these answers that it cannot. */
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

/** Closes the program and starts it again, as after a move to another database. */
export async function restartProgram(): Promise<void> {
  await command('restart_program', {});
}
