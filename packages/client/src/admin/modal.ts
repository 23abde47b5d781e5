// The one dialog of the page: a question, fields to fill in, and a deed that is done or says why not.

import { byId, byIdOf, setText } from '../ui/dom.ts';
import type { Answer } from './admin-api.ts';
import { faultText } from './answer-words.ts';

export interface Question {
  readonly title: string;
  readonly body: readonly Node[];
  /** What the button says. */
  readonly deed: string;
  /** What the button does; the dialog stays while it fails. */
  readonly act: () => Promise<Answer<unknown>>;
}

export class Modal {
  private readonly root = byIdOf('dialog', HTMLDialogElement);
  private readonly title = byId('dialog-title');
  private readonly body = byId('dialog-body');
  private readonly said = byId('dialog-said');
  private readonly button = byIdOf('dialog-do', HTMLButtonElement);
  private question: Question | undefined;

  constructor() {
    byId('dialog-cancel').addEventListener('click', () => this.root.close());
    byIdOf('dialog-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.act();
    });
    this.root.addEventListener('close', () => {
      this.question = undefined;
      this.body.replaceChildren();
    });
  }

  /** Shows a question; its first field has the focus, or else the button that does nothing. */
  ask(question: Question): void {
    this.question = question;
    setText(this.title, question.title);
    setText(this.button, question.deed);
    setText(this.said, '');
    this.button.disabled = false;
    this.body.replaceChildren(...question.body);
    this.root.showModal();
    const first = this.body.querySelector<HTMLElement>('input, select') ?? byId('dialog-cancel');
    first.focus();
  }

  close(): void {
    this.root.close();
  }

  private async act(): Promise<void> {
    const { question } = this;
    if (question === undefined || this.button.disabled) return;
    this.button.disabled = true;
    const answer = await question.act();
    // It may have been closed meanwhile, and another question asked.
    if (this.question !== question) return;
    this.button.disabled = false;
    if (answer.kind === 'ok') this.root.close();
    else setText(this.said, faultText(answer));
  }
}
