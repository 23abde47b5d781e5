// The outline of something that is painted.

/** Points in the painter's own unit, such as radii of the body. */
export type Outline = readonly (readonly [x: number, y: number])[];
