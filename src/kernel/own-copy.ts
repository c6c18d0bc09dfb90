// Texts that outlive what they were cut from.

/** In memory of its own: a slice keeps the whole head alive that it was cut from, secrets included. */
export const ownCopy = (latin1Text: string): string => Buffer.from(latin1Text, "latin1").toString("latin1");
