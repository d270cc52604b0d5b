/** The path of the list of events, with a bar at its end. A proxy may have moved it below another. */
export const base = new URL('../..', import.meta.url).pathname;
