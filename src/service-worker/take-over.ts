/** The one message that the page sends to a service worker: a waiting one takes over, if no other tab shows the page. */
export const TAKE_OVER = 'take-over';
