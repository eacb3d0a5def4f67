/** Apart from what writes the module, which comes later than the harts that call into it. */

/** The name under which a module exports the body that was given at this place. */
export const exportName = (index: number): string => `r${index}`;
