// The operator geoLookup: asks by the port that the embedding offers.

import type { OperatorDefinition } from "./operator.ts";

/**
 * Finds out where an address is, and puts what it finds into the collection GEO.
 *
 * Argument: none
 * Returns: true where the address was found; false where the embedding offers no data
 * Captures: nothing
 * Example: `SecRule REMOTE_ADDR "@geoLookup" "id:1,phase:1,pass,nolog"`
 */
export const geoLookup: OperatorDefinition = {
  name: "geoLookup",
  aliases: [],
  argument: "none",
  readsFile: false,
  compile: (_argument, { ports }) => {
    const { geo } = ports;
    return (value, context) => {
      const place = geo?.(value);
      if (place === undefined) return false;
      context.setGeo(place);
      return true;
    };
  },
};
