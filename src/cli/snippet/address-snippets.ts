// What can look at addresses alone: packet filters, security groups, and the address filter of IIS.

import { stringify } from "yaml";
import { formatAddress, maskAddress, parsePrefix } from "#kernel/address.ts";
import type { Snippet } from "./snippet.ts";

const byAddress = { proofs: ["address"] } as const;

export const nftablesSnippet: Snippet = {
  ...byAddress,
  name: "nftables",
  title: "nftables",
  comment: ["# ", ""],
  caveats: ["Load it with nft -f. It comes before other tables, and replaces what it made before."],
  write: ({ addresses, ports }) => {
    const allowed = [4, 6].flatMap((version) => {
      const own = addresses.filter((address) => isIpv6(address) === (version === 6));
      const family = version === 6 ? "ip6" : "ip";
      return own.length === 0 ? [] : [`        ${family} saddr { ${own.join(", ")} } return`];
    });
    return [
      // Named before it is deleted, or the first load would fail.
      "table inet portcullis_guard {}",
      "delete table inet portcullis_guard",
      "table inet portcullis_guard {",
      "    chain input {",
      "        type filter hook input priority -10; policy accept;",
      `        tcp dport { ${ports.join(", ")} } jump guarded`,
      "    }",
      "    chain guarded {",
      ...allowed,
      "        counter drop",
      "    }",
      "}",
      "",
    ].join("\n");
  },
};

export const networkPolicySnippet: Snippet = {
  ...byAddress,
  name: "networkpolicy",
  title: "Kubernetes NetworkPolicy",
  comment: ["# ", ""],
  caveats: [
    "Write the labels of the backend's pods. It needs a network plug-in that enforces policies, and node addresses",
    "where traffic is masqueraded; where the gateway runs in the cluster, name its pods in place of addresses.",
  ],
  write: ({ pool, addresses, ports }) =>
    stringify({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: `portcullis-${pool.toLowerCase().replace(/[^a-z0-9-]/g, "-")}` },
      spec: {
        podSelector: { matchLabels: { app: pool } },
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: addresses.map((address) => ({ ipBlock: { cidr: address } })),
            ports: ports.map((port) => ({ protocol: "TCP", port })),
          },
        ],
      },
    }),
};

export const azureNsgSnippet: Snippet = {
  ...byAddress,
  name: "azure-nsg",
  title: "Azure network security group",
  comment: ["# ", ""],
  caveats: ["The rules of Azure let the whole virtual network in: the second one here is what shuts it out."],
  write: ({ addresses, ports }) => {
    const rule = (name: string, priority: number, access: string, sources: string): string =>
      [
        `az network nsg rule create --resource-group "$GROUP" --nsg-name "$NSG" --name ${name}`,
        `--priority ${priority} --direction Inbound --access ${access} --protocol Tcp`,
        `--source-address-prefixes ${sources} --destination-port-ranges ${ports.join(" ")}`,
      ].join(" \\\n  ");
    const allow = rule("portcullis-allow", 100, "Allow", addresses.join(" "));
    return `${allow}\n${rule("portcullis-deny", 110, "Deny", "'*'")}\n`;
  },
};

export const awsSgSnippet: Snippet = {
  ...byAddress,
  name: "aws-sg",
  title: "AWS security group",
  comment: ["# ", ""],
  caveats: [
    "A group has only rules that allow: remove those that let others in. Groups of one instance add up.",
  ],
  write: ({ addresses, ports }) =>
    ports
      .map((port) => {
        const ranges = (key: string, field: string, own: readonly string[]): string[] =>
          own.length === 0 ? [] : [`${key}=[${own.map((each) => `{${field}=${each}}`).join(",")}]`];
        const permission = [
          `IpProtocol=tcp,FromPort=${port},ToPort=${port}`,
          ...ranges(
            "IpRanges",
            "CidrIp",
            addresses.filter((each) => !isIpv6(each)),
          ),
          ...ranges("Ipv6Ranges", "CidrIpv6", addresses.filter(isIpv6)),
        ].join(",");
        return `aws ec2 authorize-security-group-ingress --group-id "$GROUP" \\\n  --ip-permissions '${permission}'\n`;
      })
      .join(""),
};

export const iisSnippet: Snippet = {
  ...byAddress,
  name: "iis",
  title: "IIS, web.config",
  comment: ["<!-- ", " -->"],
  caveats: [
    "Needs the feature IP and Domain Restrictions, and its section unlocked. Leave enableProxyMode off:",
    "with it, addresses are what a header says.",
  ],
  write: ({ addresses }) => {
    const entries = addresses.map((address) => `        ${iisEntry(address)}`);
    return [
      "<configuration>",
      "  <system.webServer>",
      "    <security>",
      '      <ipSecurity allowUnlisted="false" denyAction="Forbidden" enableProxyMode="false">',
      ...entries,
      "      </ipSecurity>",
      "    </security>",
      "  </system.webServer>",
      "</configuration>",
      "",
    ].join("\n");
  },
};

function iisEntry(text: string): string {
  const prefix = parsePrefix(text);
  if ("error" in prefix) throw new Error(`${text} is no prefix`);
  const { address, length } = prefix;
  const plain = formatAddress(address);
  if (address.kind === "ipv6") {
    return `<add ipAddress="${plain}" subnetMask="${length}" allowed="true" />`;
  }
  const ones = maskAddress({ kind: "ipv4", words: [0xffffffff] }, length);
  return `<add ipAddress="${plain}" subnetMask="${formatAddress(ones)}" allowed="true" />`;
}

const isIpv6 = (address: string): boolean => address.includes(":");
