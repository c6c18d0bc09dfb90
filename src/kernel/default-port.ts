/** The port of an `http` or `https` URL that names none (RFC 9110 §4.2.1, §4.2.2). */
export const defaultPort = (scheme: string): number => (scheme === "https" ? 443 : 80);

/** The port that an `http` or `https` URL names, or the default one. */
export const portOf = ({ port, protocol }: URL): number =>
  port === "" ? defaultPort(protocol.slice(0, -1)) : Number(port);
