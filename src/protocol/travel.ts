/** A machine's past, as the page asks for it and sees it. Declared where it is answered. */
export type * from '../machine/time-travel/requests.ts';
