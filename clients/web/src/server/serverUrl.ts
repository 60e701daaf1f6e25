/** Where the server answers: beside the page, which may lie below a path of a proxy. Without a slash at its end. */
export const serverUrl = new URL('.', location.href).href.replace(/\/$/, '');
