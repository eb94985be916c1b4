/** A report as the core answers it, page by page where it is long. */
import { createInfiniteQuery } from '@tanstack/svelte-query';
import { useDesk } from '../desk.svelte';
import type { Kind, Question, SheetPage } from './kind';
import type { Sheet } from './sheet';

export interface Asked {
  kind: Kind;
  question: Question;
}

export function useSheet(asked: () => Asked | null) {
  const { core } = useDesk();
  const query = createInfiniteQuery(() => {
    const now = asked();
    return {
      queryKey: [now?.kind.operation ?? null, 'sheet', now && now.kind.input(now.question)],
      queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | null }) =>
        now!.kind.load(core, now!.question, pageParam, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (last: SheetPage) => last.next,
      enabled: now !== null,
    };
  });
  const sheet = $derived(query.data ? together(query.data.pages) : undefined);
  return {
    get data(): Sheet | undefined {
      return sheet;
    },
    get error(): unknown {
      return query.error;
    },
    refetch(): void {
      void query.refetch();
    },
    more(): void {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
  };
}

/** Later pages bring rows; everything else stands on the first one. */
function together(pages: readonly SheetPage[]): Sheet | undefined {
  const [first, ...later] = pages.map(({ sheet }) => sheet);
  const [table] = first?.tables ?? [];
  if (!first || !table || later.length === 0) return first;
  const rows = [...table.rows, ...later.flatMap((sheet) => sheet.tables[0]?.rows ?? [])];
  return { ...first, tables: [{ ...table, rows }] };
}
