/** A file of the core's on the page, such as a picture: fetched anew when what it is asked by changes. */
import type { DownloadedFile } from '../api/transport';
import { objectUrl } from './files';

/** While `fetched` answers null there is none. */
export function useShownFile(fetched: (signal: AbortSignal) => Promise<DownloadedFile> | null): {
  readonly url: string | null;
} {
  let url = $state<string | null>(null);

  $effect(() => {
    const left = new AbortController();
    let made: string | null = null;
    const coming = fetched(left.signal);
    if (coming === null) url = null;
    else {
      coming.then(
        (file) => {
          if (!left.signal.aborted) url = made = objectUrl(file);
        },
        () => {
          if (!left.signal.aborted) url = null;
        },
      );
    }
    return () => {
      left.abort();
      if (made !== null) URL.revokeObjectURL(made);
    };
  });

  return {
    get url() {
      return url;
    },
  };
}
