// A fixed-capacity queue: first in, first out, refusing what does not fit.

export class Ring<T> {
  readonly capacity: number;
  private readonly items: (T | undefined)[];
  private first = 0;
  private count = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.items = new Array<T | undefined>(capacity).fill(undefined);
  }

  get length(): number {
    return this.count;
  }

  /** Appends; answers false, and keeps nothing, when full. */
  push(value: T): boolean {
    if (this.count === this.capacity) return false;
    this.items[(this.first + this.count) % this.capacity] = value;
    this.count += 1;
    return true;
  }

  /** The oldest one, left in place; undefined when empty. */
  peek(): T | undefined {
    return this.count === 0 ? undefined : this.items[this.first];
  }

  /** Removes and answers the oldest one; undefined when empty. */
  shift(): T | undefined {
    if (this.count === 0) return undefined;
    const value = this.items[this.first];
    this.items[this.first] = undefined;
    this.first = (this.first + 1) % this.capacity;
    this.count -= 1;
    return value;
  }

  clear(): void {
    this.items.fill(undefined);
    this.first = 0;
    this.count = 0;
  }
}
