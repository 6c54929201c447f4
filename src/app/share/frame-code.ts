/** HTML for a frame of this page in another one. */

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Size of the frame in CSS pixels: it fits into a slide and into the column of a learning platform. */
export const FRAME = { width: 480, height: 360 } as const;

/** @param title what a screen reader calls the frame */
export const frameCode = (link: string, title: string): string =>
  `<iframe src="${escaped(link)}" title="${escaped(title)}" width="${FRAME.width}" height="${FRAME.height}" style="border:0" loading="lazy" allow="fullscreen"></iframe>`;
