// What a client would rather have, by its Accept (RFC 9110 §12.5.1).

/** True where a client ranks JSON, as problem details or plain, above a media type. */
export function prefersJson(accept: string | undefined, mediaType: string): boolean {
  if (accept === undefined) return false;
  const json = Math.max(quality(accept, "application/problem+json"), quality(accept, "application/json"));
  return json > quality(accept, mediaType);
}

/** True where a client names one of the media types itself, no wildcard, and does not refuse it. */
export function namesMediaType(accept: string, isWanted: (mediaType: string) => boolean): boolean {
  return accept
    .toLowerCase()
    .split(",")
    .map((entry) => entry.split(";", 1)[0]?.trim() ?? "")
    .some((mediaType) => isWanted(mediaType) && quality(accept, mediaType) > 0);
}

/** The weight of a media type, 0 to 1: that of the most specific range that holds it. */
export function quality(accept: string, mediaType: string): number {
  const ranges = [mediaType, `${mediaType.slice(0, mediaType.indexOf("/"))}/*`, "*/*"];
  let best = ranges.length;
  let weight = 0;
  for (const entry of accept.toLowerCase().split(",")) {
    const [range = "", ...parameters] = entry.split(";");
    const rank = ranges.indexOf(range.trim());
    if (rank < 0 || rank > best) continue;
    const q = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith("q="));
    const told = q === undefined ? 1 : Number(q.slice(2));
    if (rank === best && told <= weight) continue;
    best = rank;
    weight = told >= 0 && told <= 1 ? told : 0;
  }
  return weight;
}
