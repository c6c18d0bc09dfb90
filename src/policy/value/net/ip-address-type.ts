// System.Net.IPAddress as expressions see it.

import { defineType } from "../../type/type-definition.ts";
import type { Ref } from "../boxed.ts";
import { argumentException, argumentNull, formatException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { IPAddress, isLoopbackAddress, parseIPAddress } from "./ip-address.ts";

type Text = string | null;

/** AddressFamily */
export const addressFamilies = { Unspecified: 0, InterNetwork: 2, InterNetworkV6: 23 } as const;

function fromBytes(_run: Run, bytes: Uint8Array | null): IPAddress {
  if (bytes === null) throw argumentNull("address");
  if (bytes.length === 4 || bytes.length === 16) return new IPAddress(bytes.slice());
  throw argumentException("An invalid IP address was specified.", "address");
}

const known = (...bytes: number[]): (() => IPAddress) => {
  const address = new IPAddress(Uint8Array.from(bytes));
  return () => address;
};

export const ipAddressDefinition = defineType({
  name: "System.Net.IPAddress",
  kind: "class",
  isInstance: (value) => value instanceof IPAddress,
  members: {
    "new(byte[] address)": fromBytes,
    "static IPAddress Any": known(0, 0, 0, 0),
    "static IPAddress Loopback": known(127, 0, 0, 1),
    "static IPAddress Broadcast": known(255, 255, 255, 255),
    "static IPAddress Parse(string ipString)": (_run: Run, text: Text) => {
      if (text === null) throw argumentNull("ipString");
      const address = parseIPAddress(text);
      if (address !== undefined) return address;
      throw formatException("An invalid IP address was specified.");
    },
    "static bool TryParse(string ipString, out IPAddress address)": (_run: Run, text: Text, out: Ref) => {
      const address = text === null ? undefined : parseIPAddress(text);
      out.value = address ?? null;
      return address !== undefined;
    },
    "static bool IsLoopback(IPAddress address)": (_run: Run, address: IPAddress | null) => {
      if (address === null) throw argumentNull("address");
      return isLoopbackAddress(address);
    },
    "System.Net.Sockets.AddressFamily AddressFamily": (_run: Run, address: IPAddress) =>
      address.isV4 ? addressFamilies.InterNetwork : addressFamilies.InterNetworkV6,
    "byte[] GetAddressBytes()": (_run: Run, address: IPAddress) => address.bytes.slice(),
    "string ToString()": (_run: Run, address: IPAddress) => address.toString(),
    "bool Equals(object comparand)": (_run: Run, address: IPAddress, other: unknown) => address.equals(other),
  },
});
