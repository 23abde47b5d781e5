// The part of unhomoglyph that is used; the package has no types of its own.

declare module 'unhomoglyph' {
  /** Replaces letters that look like others, by the table of UTS #39. */
  function unhomoglyph(text: string): string;
  export = unhomoglyph;
}
