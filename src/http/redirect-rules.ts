// Which responses send a client elsewhere, and what it asks there with (RFC 9110 §15.4).

export const redirectStatuses = [301, 302, 303, 307, 308] as const;
export type RedirectStatus = (typeof redirectStatuses)[number];

const REDIRECTS: ReadonlySet<number> = new Set(redirectStatuses);

export const isRedirect = (status: number): boolean => REDIRECTS.has(status);

/** 303 asks with GET, and so do clients since ever after 301 and 302 to a POST; no body goes along. */
export function becomesGet(status: number, method: string): boolean {
  return (status === 303 && method !== "HEAD") || ((status === 301 || status === 302) && method === "POST");
}
