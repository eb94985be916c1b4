/** A file of products on its way in: looked through as often as one likes, taken in once, taken back. */
import type { Core } from '../../api/core.svelte';
import type { Input, Output } from '../../api/operations';
import { isFailure } from '../../api/failure';
import { readBase64 } from '../../lib/files';
import { uuidv7 } from '../../lib/uuid';
import { wordsFor } from '../../office/remote.svelte';

export type Preview = Output<'preview_product_import'>;
export type ProductImport = Output<'run_product_import'>;
export type ImportRow = Preview['rows'][number];
export type RowKind = ImportRow['kind'];
type Question = Input<'preview_product_import'>;
export type Reading = Pick<Question, 'delimiter' | 'decimal_mark' | 'match_by'>;
type Mapping = NonNullable<Question['mapping']>;
export type ImportField = Mapping[number]['field'];

const LONG = { isLong: true };

export class Importing {
  preview = $state.raw<Preview | null>(null);
  done = $state.raw<ProductImport | null>(null);
  fileName = $state('');
  isBusy = $state(false);
  refusal = $state<string | null>(null);
  #base64 = '';
  /** What a person chose; the rest is for the core to find out. */
  #chosen: Reading & { mapping?: Mapping } = {};
  #id = uuidv7();

  constructor(private readonly core: Pick<Core, 'call'>) {}

  async open(file: File): Promise<void> {
    this.#base64 = await readBase64(file);
    this.#chosen = {};
    this.#id = uuidv7();
    this.fileName = file.name;
    this.done = null;
    await this.#look();
  }

  close(): void {
    this.preview = null;
    this.done = null;
    this.refusal = null;
  }

  /** Another way to read the file; which column is what is found out anew. */
  async read(reading: Reading): Promise<void> {
    const { mapping, ...others } = this.#chosen;
    const isOtherTable = reading.delimiter !== undefined;
    this.#chosen = { ...others, ...(mapping && !isOtherTable ? { mapping } : {}), ...reading };
    await this.#look();
  }

  /** Says what a column fills; whatever filled that field before fills nothing. */
  async map(column: string, field: ImportField | null): Promise<void> {
    const known = this.preview?.mapping ?? [];
    const others = known.filter((one) => one.column !== column && one.field !== field);
    this.#chosen = { ...this.#chosen, mapping: field === null ? others : [...others, { column, field }] };
    await this.#look();
  }

  /** Takes the file in. When the catalogue is another one by now, it is looked through again. */
  async run(): Promise<void> {
    const { preview } = this;
    if (preview === null || this.isBusy) return;
    await this.#busy(async () => {
      try {
        this.done = await this.core.call(
          'run_product_import',
          { ...this.#question, id: this.#id, file_name: this.fileName, digest: preview.digest },
          LONG,
        );
        this.preview = null;
      } catch (error) {
        if (isFailure(error, 'conflict')) {
          this.preview = await this.core.call('preview_product_import', this.#question, LONG);
        }
        throw error;
      }
    });
  }

  get #question(): Question {
    return { base64: this.#base64, ...this.#chosen };
  }

  async #look(): Promise<void> {
    await this.#busy(async () => {
      this.preview = await this.core.call('preview_product_import', this.#question, LONG);
    });
  }

  async #busy(run: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    this.refusal = null;
    try {
      await run();
    } catch (error) {
      this.refusal = wordsFor(error);
    } finally {
      this.isBusy = false;
    }
  }
}
