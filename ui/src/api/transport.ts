/** One way to call the core, whether it sits in this window's process or across the network. */
import type { CallOptions, Download, Input, Operation, Output } from './operations';

export interface DownloadedFile {
  name: string;
  type: string;
  base64: string;
}

export interface Transport {
  /** Errors are always a `Failure`. */
  call<K extends Operation>(operation: K, input: Input<K>, options?: CallOptions): Promise<Output<K>>;
  download<K extends Download>(operation: K, input: Input<K>, options?: CallOptions): Promise<DownloadedFile>;
  /** Whether it is worth asking who is signed in. */
  mayBeSignedIn(): boolean;
  forgetSession(): void;
}

export const isDesktop = '__TAURI_INTERNALS__' in globalThis;

/** The desktop's transport is its own chunk: a browser never loads it, and the window never loads the other. */
export async function openTransport(): Promise<Transport> {
  if (isDesktop) return new (await import('./transport.tauri')).TauriTransport();
  return new (await import('./transport.http')).HttpTransport();
}
