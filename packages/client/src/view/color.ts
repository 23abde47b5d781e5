// Colours from hues, of even brightness all round the circle: OKLCH (Bjorn Ottosson's Oklab) to sRGB.

/** A 24-bit colour of a hue in degrees, with lightness 0..1; chroma is lowered until the screen can show it. */
export function oklch(lightness: number, chroma: number, hue: number): number {
  for (let c = chroma; c > 0.01; c *= 0.92) {
    const color = convert(lightness, c, hue);
    if (color !== undefined) return color;
  }
  return convert(lightness, 0, hue) ?? 0xffffff;
}

/** The colour of a name: readable as text, 7:1 and better on the HUD's ground. */
export function nameColor(hue: number): number {
  return oklch(0.84, 0.12, hue);
}

export function cssColor(color: number): string {
  return `#${color.toString(16).padStart(6, '0')}`;
}

/** A colour on the straight line between two, part 0..1 of the way. */
export function mixColors(from: number, to: number, part: number): number {
  let mixed = 0;
  for (const shift of [16, 8, 0]) {
    const a = (from >> shift) & 255;
    const b = (to >> shift) & 255;
    mixed |= Math.round(a + (b - a) * part) << shift;
  }
  return mixed;
}

/** Relative luminance as the WCAG define it, 0..1. */
export function luminance(color: number): number {
  const [r, g, b] = [16, 8, 0].map((shift) => {
    const channel = ((color >> shift) & 255) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function convert(lightness: number, chroma: number, hue: number): number | undefined {
  const radians = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(radians);
  const b = chroma * Math.sin(radians);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return (red << 16) | (green << 8) | blue;
}

function channel(linear: number): number | undefined {
  if (linear < -0.001 || linear > 1.001) return undefined;
  const bounded = Math.min(1, Math.max(0, linear));
  const encoded = bounded <= 0.0031308 ? 12.92 * bounded : 1.055 * bounded ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255);
}
