import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostPattern, matchesHost, plainHost } from "./host-pattern.ts";

test("a pattern holds names below its domain, and no other that looks like one", () => {
  const names = [
    ["crawl-66-249-66-1.googlebot.com", true],
    ["geo-crawl-1.geo.googlebot.com", true],
    ["CRAWL-1.GoogleBot.com.", true],
    ["googlebot.com", false],
    [".googlebot.com", false],
    ["evil-googlebot.com", false],
    ["crawl.evil-googlebot.com", false],
    ["crawl.googlebot.com.evil.example", false],
    ["googlebot.com.evil.org", false],
    ["googlebot-com.example", false],
  ] as const;
  for (const [name, isHeld] of names)
    assert.equal(matchesHost("*.googlebot.com", plainHost(name)), isHeld, name);
});

test("a star may stand within the first label", () => {
  const pattern = "rate-limited-proxy-*.google.com";
  assert.ok(matchesHost(pattern, "rate-limited-proxy-66-249-90-77.google.com"));
  assert.ok(!matchesHost(pattern, "google-proxy-66-249-90-77.google.com"));
  assert.ok(!matchesHost(pattern, "rate-limited-proxy-.google.com"));
});

test("patterns that would hold the names of others are none", () => {
  for (const good of ["*.googlebot.com", "rate-*.google.com", "a.crawl.example", "*.crawl.amazonbot.amazon"])
    assert.ok(isHostPattern(good), good);
  const bad = [
    "*",
    "*.com",
    "*googlebot.com",
    "*.*.example.com",
    "a.*.example",
    "",
    ".example.com",
    "*.-a.com",
  ];
  for (const pattern of [...bad, "example", "*.Example.com", "*.a..com", "a b.example.com"])
    assert.ok(!isHostPattern(pattern), pattern);
});
