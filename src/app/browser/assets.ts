/** Absolute URL of the folder that the files of the site lie under. */
export const assetsFolder = (): string => new URL(import.meta.env.BASE_URL, location.href).href;
