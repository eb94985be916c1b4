/** What the core knows, asked for by a page: kept while it is fresh, asked again when something changed. */
import {
  createInfiniteQuery,
  createQuery,
  keepPreviousData,
  useQueryClient,
  type InfiniteData,
} from '@tanstack/svelte-query';
import { isFailure, type Failure } from '../api/failure';
import type { Input, Operation, Output } from '../api/operations';
import type { Page } from '../api/types';
import { useDesk } from '../desk.svelte';
import { explain } from '../lib/words';
import { m } from '../paraglide/messages.js';

const PAGE_SIZE = 100;

/** The names of operations that answer a page of a list. */
export type ListOperation = {
  [K in Operation]: Output<K> extends { data: unknown[]; next_cursor?: string | null } ? K : never;
}[Operation];
type RowOf<K extends ListOperation> = Output<K> extends { data: (infer Row)[] } ? Row : never;

/**
 * One answer. `input` is a function, so that the question follows what it reads; while it answers null nothing is
 * asked.
 */
export function useAnswer<K extends Operation>(operation: K, input: () => Input<K> | null) {
  const { core } = useDesk();
  return createQuery<Output<K>, Failure>(() => {
    const asked = input();
    return {
      queryKey: [operation, asked],
      queryFn: ({ signal }) => core.call(operation, asked as Input<K>, { signal }),
      enabled: asked !== null,
      placeholderData: keepPreviousData,
    };
  });
}

/** A list that goes on as it is scrolled. */
export function useRows<K extends ListOperation>(operation: K, input: () => Omit<Input<K>, 'cursor' | 'limit'> | null) {
  const { core } = useDesk();
  const client = useQueryClient();
  const query = createInfiniteQuery(() => {
    const asked = input();
    return {
      queryKey: [operation, 'rows', asked],
      queryFn: async ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | null }) => {
        const cursor = pageParam === null ? {} : { cursor: pageParam };
        const page = { ...asked, limit: PAGE_SIZE, ...cursor } as unknown as Input<K>;
        return (await core.call(operation, page, { signal })) as unknown as Page<RowOf<K>>;
      },
      initialPageParam: null as string | null,
      getNextPageParam: (last: Page<RowOf<K>>) => last.next_cursor,
      enabled: asked !== null,
      placeholderData: keepPreviousData,
    };
  });
  const rows = $derived(query.data?.pages.flatMap((page) => page.data) ?? []);
  return {
    get rows(): RowOf<K>[] {
      return rows;
    },
    /** Null while nothing has been answered yet. */
    get isEmpty(): boolean | null {
      return query.isSuccess ? rows.length === 0 : null;
    },
    get failure(): Failure | null {
      return query.error as Failure | null;
    },
    get isLoading(): boolean {
      return query.isPending;
    },
    more(): void {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    again(): void {
      void query.refetch();
    },
    /** Puts a row that was just changed in the place of what was known of it, without asking again. */
    replace(row: RowOf<K>, isSame: (other: RowOf<K>) => boolean): void {
      client.setQueriesData<InfiniteData<Page<RowOf<K>>>>({ queryKey: [operation, 'rows'] }, (known) =>
        known === undefined
          ? known
          : {
              ...known,
              pages: known.pages.map((page) => ({
                ...page,
                data: page.data.map((other) => (isSame(other) ? row : other)),
              })),
            },
      );
    },
  };
}

/** Says that answers of these operations are no longer true; without a name, that none is. */
export function useForget(): (...operations: Operation[]) => void {
  const client = useQueryClient();
  return (...operations) => {
    if (operations.length === 0) void client.invalidateQueries();
    for (const operation of operations) void client.invalidateQueries({ queryKey: [operation] });
  };
}

/** A refusal in the words of the desk, whatever was thrown. */
export function wordsFor(error: unknown): string {
  return isFailure(error) ? explain(error) : m.failure_internal({ message: String(error) });
}
