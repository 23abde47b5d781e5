// A pad in menus: d-pad or left stick move the focus to the nearest control that way, A presses it, B goes back. Choices and sliders are changed
// by left and right.

const FOCUSABLE = 'button, input, select, a[href], [tabindex="0"]';
/** A held direction moves on after the first pause, and then at the pace of the second. */
const FIRST_PAUSE_MS = 380;
const NEXT_PAUSE_MS = 130;
/** A picture that hangs does not make a short press a long one. */
const MIN_FRAMES = 6;
const STICK_WAY = 0.6;
/** Things aside of the way count as so much further off. */
const ASIDE = 2.5;

export type FocusWay = 'up' | 'down' | 'left' | 'right';
const WAYS: readonly FocusWay[] = ['up', 'down', 'left', 'right'];

/** What a pad asks of a menu in one frame. */
export interface PadWish {
  /** Buttons that went down since the last frame. */
  readonly news: readonly string[];
  isDown(button: string): boolean;
  readonly stick: { readonly x: number; readonly y: number };
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export class PadFocus {
  private way: FocusWay | undefined;
  private nextMs = 0;
  private frames = 0;

  /** Drives the controls within `root`. `onBack` is called for B. */
  update(root: HTMLElement, wish: PadWish, nowMs: number, onBack: () => void): void {
    const way = wayOf(wish);
    if (way !== this.way) [this.nextMs, this.frames] = [nowMs + FIRST_PAUSE_MS, 0];
    this.frames += 1;
    const isRepeat = way === this.way && nowMs >= this.nextMs && this.frames > MIN_FRAMES;
    if (isRepeat) this.nextMs = nowMs + NEXT_PAUSE_MS;
    if (way !== undefined && (way !== this.way || isRepeat)) move(root, way);
    this.way = way;
    for (const button of wish.news) {
      if (button === 'a') press(root);
      if (button === 'b') onBack();
    }
  }

  /** Nothing is held any longer, as after a menu was closed. */
  reset(): void {
    this.way = undefined;
  }
}

function wayOf({ isDown, stick }: PadWish): FocusWay | undefined {
  const byPad = WAYS.find((way) => isDown(`d-${way}`));
  if (byPad !== undefined) return byPad;
  if (Math.hypot(stick.x, stick.y) < STICK_WAY) return undefined;
  if (Math.abs(stick.x) > Math.abs(stick.y)) return stick.x > 0 ? 'right' : 'left';
  return stick.y > 0 ? 'down' : 'up';
}

function controlsIn(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (control) => !control.matches(':disabled') && control.checkVisibility({ visibilityProperty: true }),
  );
}

function focusedIn(root: HTMLElement): HTMLElement | undefined {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && root.contains(activeElement) ? activeElement : undefined;
}

function move(root: HTMLElement, way: FocusWay): void {
  const controls = controlsIn(root);
  const from = focusedIn(root);
  if (from !== undefined && change(from, way)) return;
  const boxes = controls.map((control) => control.getBoundingClientRect());
  const next = from === undefined || !controls.includes(from) ? 0 : nearest(boxes, controls.indexOf(from), way);
  const target = next === undefined ? around(controls, way) : controls[next];
  target?.focus();
  target?.scrollIntoView({ block: 'nearest' });
}

// Beyond the last comes the first.
function around(controls: readonly HTMLElement[], way: FocusWay): HTMLElement | undefined {
  if (way === 'down') return controls.at(0);
  return way === 'up' ? controls.at(-1) : undefined;
}

function press(root: HTMLElement): void {
  const focused = focusedIn(root);
  if (focused === undefined) controlsIn(root)[0]?.focus();
  else focused.click();
}

// A list or a slider takes left and right for itself.
function change(control: HTMLElement, way: FocusWay): boolean {
  if (way !== 'left' && way !== 'right') return false;
  const step = way === 'right' ? 1 : -1;
  if (control instanceof HTMLSelectElement) {
    const place = control.selectedIndex + step;
    if (place < 0 || place >= control.options.length) return true;
    control.selectedIndex = place;
  } else if (control instanceof HTMLInputElement && control.type === 'range') {
    if (step > 0) control.stepUp();
    else control.stepDown();
    control.dispatchEvent(new Event('input', { bubbles: true }));
  } else return false;
  control.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}

/** The box nearest to one of them in a direction; undefined where there is none. */
export function nearest(boxes: readonly Box[], from: number, way: FocusWay): number | undefined {
  const start = boxes[from];
  if (start === undefined) return undefined;
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  boxes.forEach((box, place) => {
    const cost = place === from ? undefined : costOf(start, box, way);
    if (cost === undefined || cost >= least) return;
    best = place;
    least = cost;
  });
  return best;
}

// Between the edges along the way, and between the spans across it: what overlaps is not aside.
function costOf(from: Box, to: Box, way: FocusWay): number | undefined {
  const isLevel = way === 'left' || way === 'right';
  const middle = (box: Box) => (isLevel ? (box.left + box.right) / 2 : (box.top + box.bottom) / 2);
  const sign = way === 'right' || way === 'down' ? 1 : -1;
  const ahead = (middle(to) - middle(from)) * sign;
  if (ahead <= 1) return undefined;
  const aside = isLevel
    ? Math.max(0, from.top - to.bottom, to.top - from.bottom)
    : Math.max(0, from.left - to.right, to.left - from.right);
  if (isLevel && aside > 0) return undefined;
  return ahead + aside * ASIDE;
}
