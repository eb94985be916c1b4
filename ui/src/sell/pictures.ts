/** The pictures of products, each fetched once and only when it comes into sight. */
import type { Core } from '../api/core.svelte';
import type { Product } from '../api/types';

const MOST_KEPT = 300;

export class Pictures {
  readonly #urls = new Map<string, Promise<string | null>>();

  constructor(private readonly core: Core) {}

  /** Null when there is none to be had; it is asked for again the next time. */
  url(product: Pick<Product, 'id' | 'image_version'>): Promise<string | null> {
    if (product.image_version === null) return Promise.resolve(null);
    const key = `${product.id}:${product.image_version}`;
    const known = this.#urls.get(key);
    if (known) return known;
    const fetched = this.#fetch(product.id).catch(() => {
      this.#urls.delete(key);
      return null;
    });
    this.#urls.set(key, fetched);
    this.#forgetOldest();
    return fetched;
  }

  async #fetch(productId: string): Promise<string> {
    const file = await this.core.download('get_product_image', { product_id: productId });
    const bytes = Uint8Array.from(atob(file.base64), (character) => character.charCodeAt(0));
    return URL.createObjectURL(new Blob([bytes], { type: file.type }));
  }

  #forgetOldest(): void {
    if (this.#urls.size <= MOST_KEPT) return;
    const [oldest] = this.#urls;
    if (!oldest) return;
    this.#urls.delete(oldest[0]);
    void oldest[1].then((url) => url && URL.revokeObjectURL(url));
  }
}

/** Calls back once, when the element is about to be seen. */
export function whenSeen(run: () => void): (element: Element) => () => void {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        run();
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
}
