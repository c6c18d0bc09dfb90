import assert from "node:assert/strict";
import { test } from "node:test";
import { ipsetText, nftablesText, type Screen } from "./filter-sets.ts";

const NOW_MS = Date.UTC(2026, 10, 30, 12);

const screen: Screen = {
  ports: [8080, 8443],
  hops: [{ prefix: "10.0.0.1/32", until: null }],
  allow: [],
  deny: [
    { prefix: "0.0.0.0/0", until: null },
    { prefix: "11.2.2.2/32", until: "2026-12-02T13:02:03.500Z" },
    { prefix: "2001:db8::/32", until: "2099-01-01T00:00:00.000Z" },
  ],
};

test("nftables gets one table, hops and allowed addresses let through first, times as it reads them", () => {
  assert.equal(
    [...nftablesText(screen, NOW_MS)].join(""),
    `# What the screen of a Portcullis node allows and denies, as of 2026-11-30T12:00:00.000Z.
add table inet portcullis
delete table inet portcullis
table inet portcullis {
	set hops4 {
		type ipv4_addr
		flags interval
		elements = {
			10.0.0.1/32
		}
	}
	set hops6 {
		type ipv6_addr
		flags interval
	}
	set allow4 {
		type ipv4_addr
		flags interval,timeout
	}
	set allow6 {
		type ipv6_addr
		flags interval,timeout
	}
	set deny4 {
		type ipv4_addr
		flags interval,timeout
		elements = {
			0.0.0.0/0,
			11.2.2.2/32 timeout 2d1h2m4s
		}
	}
	set deny6 {
		type ipv6_addr
		flags interval,timeout
		elements = {
			2001:db8::/32 timeout 20000d12h0m0s
		}
	}
	chain screen {
		type filter hook input priority -10; policy accept;
		meta l4proto != tcp return
		tcp dport != { 8080, 8443 } return
		ip saddr @hops4 return
		ip6 saddr @hops6 return
		ip saddr @allow4 return
		ip6 saddr @allow6 return
		ip saddr @deny4 counter drop
		ip6 saddr @deny6 counter drop
	}
}
`,
  );
});

test("ipset gets sets that are swapped in, no prefix of length 0, and no time that it cannot count", () => {
  const lines = [...ipsetText(screen, NOW_MS)].join("").split("\n");
  const deny4 = lines.filter((line) => line.includes("portcullis-deny4"));
  assert.deepEqual(deny4, [
    "create portcullis-deny4-new hash:net family inet maxelem 65536 timeout 0",
    "add portcullis-deny4-new 0.0.0.0/1",
    "add portcullis-deny4-new 128.0.0.0/1",
    "add portcullis-deny4-new 11.2.2.2/32 timeout 176524",
    "create -exist portcullis-deny4 hash:net family inet maxelem 65536 timeout 0",
    "swap portcullis-deny4-new portcullis-deny4",
    "destroy portcullis-deny4-new",
  ]);
  assert.ok(lines.includes("add portcullis-deny6-new 2001:db8::/32 timeout 2147483"));
});
