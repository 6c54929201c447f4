let next = 1;

/** An id that no other request for a trace or a verdict of this page has. */
export const nextTraceId = (): number => next++;
