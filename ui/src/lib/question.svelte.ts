/** A question that has to be answered before something is done that cannot be taken back. */

export interface Question {
  title: string;
  text: string;
  /** What the button says that does it. */
  yes: string;
  isDangerous: boolean;
}

export class Questions {
  open = $state.raw<Question | null>(null);
  #settle: ((answer: boolean) => void) | null = null;

  async ask(question: Omit<Question, 'isDangerous'> & { isDangerous?: boolean }): Promise<boolean> {
    this.answer(false);
    this.open = { isDangerous: false, ...question };
    return new Promise((settle) => (this.#settle = settle));
  }

  answer(isYes: boolean): void {
    const settle = this.#settle;
    this.#settle = null;
    this.open = null;
    settle?.(isYes);
  }
}
