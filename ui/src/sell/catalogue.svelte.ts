/** What can be sold, as far as the Sell screen has seen it: categories, one shelf of tiles at a time, and search. */
import type { Core } from '../api/core.svelte';
import { isFailure } from '../api/failure';
import type { Category, Id, Page, Product } from '../api/types';

/** A shelf of tiles: what was chosen most, everything, or one category. */
export type Shelf = 'favourites' | 'all' | Id;

const TILES_PER_PAGE = 120;
const MOST_CATEGORIES = 200;
const RESULTS = 40;
/** A person's pause, not a scanner's: a scan never gets as far as a search. */
const SEARCH_AFTER_MS = 140;

interface Loaded {
  products: readonly Product[];
  next: string | null;
}

export class Catalogue {
  categories = $state.raw<readonly Category[]>([]);
  shelf = $state<Shelf>('favourites');
  query = $state('');
  results = $state.raw<readonly Product[] | null>(null);
  isLoaded = $state(false);

  #shelves = $state.raw<Readonly<Record<Shelf, Loaded>>>({});
  readonly #byBarcode = new Map<string, Product>();
  #search: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #current = $derived(this.#shelves[this.shelf]);
  readonly tiles = $derived(this.results ?? this.#current?.products ?? []);
  readonly hasMore = $derived(this.results === null && (this.#current?.next ?? null) !== null);
  readonly isSearching = $derived(this.query.trim() !== '');
  readonly hasFavourites = $derived((this.#shelves['favourites']?.products.length ?? 0) > 0);
  /** Known to hold nothing at all, rather than not loaded yet. */
  readonly isEmpty = $derived(this.isLoaded && this.#shelves['all']?.products.length === 0);

  constructor(private readonly core: Core) {}

  async load(): Promise<void> {
    const [categories] = await Promise.all([
      this.core.call('list_categories', { limit: MOST_CATEGORIES }),
      this.#loadShelf('favourites'),
      this.#loadShelf('all'),
    ]);
    this.categories = categories.data.filter((category) => category.product_count > 0);
    if (!this.hasFavourites && this.shelf === 'favourites') this.shelf = 'all';
    this.isLoaded = true;
  }

  /** Stock and prices move on; what is on the screen is asked for again, without taking it away meanwhile. */
  async refresh(): Promise<void> {
    await this.#loadShelf(this.shelf).catch(() => null);
  }

  async open(shelf: Shelf): Promise<void> {
    this.clearSearch();
    this.shelf = shelf;
    await this.refresh();
  }

  async more(): Promise<void> {
    const { shelf } = this;
    const before = this.#shelves[shelf];
    if (!before?.next) return;
    const page = await this.#page(shelf, before.next);
    this.#keep(shelf, { products: [...before.products, ...page.data], next: page.next_cursor });
  }

  /** A product that this machine has seen, for scanning while the database is away. */
  seen(barcode: string): Product | null {
    return this.#byBarcode.get(barcode) ?? null;
  }

  type(query: string): void {
    this.query = query;
    clearTimeout(this.#timer);
    this.#search?.abort();
    if (!this.isSearching) {
      this.results = null;
      return;
    }
    this.#timer = setTimeout(() => void this.searchNow(), SEARCH_AFTER_MS);
  }

  clearSearch(): void {
    this.type('');
  }

  /** The products that match what is typed now. */
  async searchNow(): Promise<readonly Product[]> {
    clearTimeout(this.#timer);
    this.#search?.abort();
    const search = (this.#search = new AbortController());
    const { query } = this;
    try {
      const page = await this.core.call(
        'search_products',
        { q: query.trim(), limit: RESULTS },
        { signal: search.signal },
      );
      if (search.signal.aborted) return [];
      this.#remember(page.data);
      this.results = page.data;
    } catch (error) {
      if (search.signal.aborted) return [];
      // Without the database, at least what is known by heart.
      this.results = isFailure(error, 'unavailable') ? this.#searchSeen(query) : [];
    }
    return this.results;
  }

  #searchSeen(query: string): Product[] {
    const words = query.toLowerCase().split(/\s+/);
    const seen = new Set(Object.values(this.#shelves).flatMap((shelf) => shelf.products));
    return [...seen].filter((product) => words.every((word) => product.name.toLowerCase().includes(word)));
  }

  async #loadShelf(shelf: Shelf): Promise<void> {
    const page = await this.#page(shelf);
    this.#keep(shelf, { products: page.data, next: page.next_cursor });
  }

  async #page(shelf: Shelf, cursor?: string): Promise<Page<Product>> {
    const which = shelf === 'favourites' ? { is_favourite: true } : shelf === 'all' ? {} : { category_id: shelf };
    const page = await this.core.call('list_products', {
      ...which,
      limit: TILES_PER_PAGE,
      ...(cursor ? { cursor } : {}),
    });
    this.#remember(page.data);
    return page;
  }

  #keep(shelf: Shelf, loaded: Loaded): void {
    this.#shelves = { ...this.#shelves, [shelf]: loaded };
  }

  #remember(products: readonly Product[]): void {
    for (const product of products) {
      for (const code of [...product.barcodes, product.sku]) this.#byBarcode.set(code, product);
    }
  }
}
