/** Calls the core in the desktop's own process. The session stays there; no token ever enters the page. */
import { invoke } from '@tauri-apps/api/core';
import { Failure, failureFrom } from './failure';
import type { CallOptions, Download, Input, Operation, Output } from './operations';
import type { DownloadedFile, Transport } from './transport';

export class TauriTransport implements Transport {
  async call<K extends Operation>(operation: K, input: Input<K>, options: CallOptions = {}): Promise<Output<K>> {
    const answer = await ask<Output<K>>(operation, input, options);
    if (options.signal?.aborted) throw new Failure('unavailable', 'No longer asked for.');
    return answer;
  }

  async download<K extends Download>(
    operation: K,
    input: Input<K>,
    options: CallOptions = {},
  ): Promise<DownloadedFile> {
    const file = await ask<{ file_name: string; content_type: string; base64: string }>(operation, input, options);
    return { name: file.file_name, type: file.content_type, base64: file.base64 };
  }

  mayBeSignedIn(): boolean {
    return true;
  }

  forgetSession(): void {
    // It is kept by the process and ended by `logout`.
  }
}

async function ask<T>(command: string, input: unknown, { approval }: CallOptions): Promise<T> {
  try {
    return await invoke<T>(command, { input, approval });
  } catch (error) {
    throw failureFrom(error);
  }
}
