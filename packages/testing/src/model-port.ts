// One end of a message channel between threads that are only a model: what arrives waits until a test delivers it, or takes it.

export class ModelPort {
  private readonly queue: unknown[] = [];
  private listener: (message: unknown) => void = () => undefined;
  private peer: ModelPort | undefined;

  static pair(): [ModelPort, ModelPort] {
    const ends: [ModelPort, ModelPort] = [new ModelPort(), new ModelPort()];
    [ends[0].peer, ends[1].peer] = [ends[1], ends[0]];
    return ends;
  }

  postMessage(message: unknown): void {
    this.peer?.queue.push(structuredClone(message));
  }

  on(_event: 'message', listener: (message: unknown) => void): void {
    this.listener = listener;
  }

  take(): { readonly message: unknown } | undefined {
    return this.queue.length === 0 ? undefined : { message: this.queue.shift() };
  }

  /** Delivers the next message; false where there is none. */
  deliver(): boolean {
    const next = this.take();
    if (next !== undefined) this.listener(next.message);
    return next !== undefined;
  }

  /** From now on nothing that is posted here arrives; what was posted before does. */
  close(): void {
    this.peer = undefined;
  }
}
