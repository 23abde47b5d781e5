// What a new pilot is taught in the first minute, a line at a time: each goes once it was done. A pilot who knows the game has done it all
// before a line is read.

/** What a pilot does between two pictures. */
export interface Deeds {
  readonly flownPx: number;
  readonly hasFired: boolean;
  readonly hasCollected: boolean;
  /** Seconds of boost. */
  readonly boostedS: number;
  readonly hasEndedShip: boolean;
}

/** How an action's controls are called on the device in use. */
export type HowTo = (action: 'thrust' | 'aim' | 'fire' | 'boost') => string;

/** A line to show; a lesson that was learned is shown so for a moment. */
export interface LessonLine {
  readonly text: string;
  readonly isLearned: boolean;
}

interface Lesson {
  /** How much of it was done since the last picture, and how much is enough. */
  done(deeds: Deeds): number;
  readonly enough: number;
  text(howTo: HowTo): string;
}

const LESSONS: readonly Lesson[] = [
  { done: ({ flownPx }) => flownPx, enough: 300, text: (howTo) => `Fly: ${howTo('thrust')}` },
  {
    done: ({ hasFired }) => Number(hasFired),
    enough: 4,
    text: (howTo) => `Aim: ${howTo('aim')}. Fire: ${howTo('fire')}`,
  },
  {
    done: ({ hasCollected }) => Number(hasCollected),
    enough: 2,
    text: () => 'Fly over the shards: they are points, energy and hull',
  },
  {
    done: ({ boostedS }) => boostedS,
    enough: 0.7,
    text: (howTo) => `Boost: ${howTo('boost')}. It takes energy that shots need`,
  },
  {
    done: ({ hasEndedShip }) => Number(hasEndedShip),
    enough: 1,
    text: () => 'Now hunt: the bright spots on the map are ships',
  },
];
const PRAISE_MS = 900;
/** Nobody reads a line for longer: what is not done by then is let be. */
const PATIENCE_MS = 25_000;

export class Lessons {
  private readonly amounts = LESSONS.map(() => 0);
  /** The lesson that is shown, since when, and when it was learned. */
  private shown = -1;
  private shownMs = 0;
  private learnedMs: number | undefined;

  /** Takes in what was done since the last call, whether it was asked for or not. */
  note(deeds: Deeds): void {
    for (const [i, lesson] of LESSONS.entries()) this.amounts[i] = (this.amounts[i] ?? 0) + lesson.done(deeds);
  }

  /** What to show now; undefined once everything is learned. */
  line(howTo: HowTo, nowMs: number): LessonLine | undefined {
    const isDone = (i: number) => this.isLearned(i) || (i === this.shown && nowMs - this.shownMs >= PATIENCE_MS);
    if (this.shown < 0) this.begin(this.next(isDone), nowMs);
    if (isDone(this.shown)) {
      this.learnedMs ??= nowMs;
      if (nowMs - this.learnedMs >= PRAISE_MS) this.begin(this.next(isDone), nowMs);
    }
    const text = LESSONS[this.shown]?.text(howTo);
    return text === undefined ? undefined : { text, isLearned: this.learnedMs !== undefined };
  }

  private isLearned(lesson: number): boolean {
    return (this.amounts[lesson] ?? 0) >= (LESSONS[lesson]?.enough ?? 0);
  }

  private next(isDone: (lesson: number) => boolean): number {
    const later = LESSONS.findIndex((_, i) => i > this.shown && !isDone(i));
    return later < 0 ? LESSONS.length : later;
  }

  private begin(lesson: number, nowMs: number): void {
    this.shown = lesson;
    this.shownMs = nowMs;
    this.learnedMs = undefined;
  }
}
