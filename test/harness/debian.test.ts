import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { canInstall, ensurePackages, missingPackages } from "./debian.ts";

const debian = { skip: !existsSync("/etc/debian_version") && "not a Debian machine" };

test("a package that is installed is not missing, and a name that no package has is", debian, () => {
  assert.deepEqual(missingPackages(["dpkg", "portcullis-no-such-package"]), ["portcullis-no-such-package"]);
});

test("nothing is run for packages that are all installed", debian, async () => {
  assert.equal(canInstall(["dpkg"]), true);
  await ensurePackages(["dpkg"]);
});

test("what is no package's name never reaches apt-get", async () => {
  await assert.rejects(ensurePackages(["--allow-downgrades"]), /not the name of a Debian package/);
});
