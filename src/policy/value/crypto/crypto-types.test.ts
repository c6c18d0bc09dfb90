// The reference's own extension methods, key stores and keys: what no CLR answers, or answers by chance.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { knownCertificate, knownKey } from "../../../../test/harness/known-keys.ts";
import { testFolder } from "../../../../test/harness/program.ts";
import { Ref } from "../boxed.ts";
import { BudgetExceeded } from "../budget-exceeded.ts";
import { ClrException } from "../clr-exception.ts";
import { textOf } from "../object-text.ts";
import { Run } from "../run.ts";
import { Certificate } from "./certificate.ts";
import { cryptoTypes } from "./crypto-types.ts";
import { readCertificate } from "./read-certificate.ts";
import { Rsa } from "./rsa.ts";
import { HashAlgorithmName, RsaEncryptionPadding, RsaSignaturePadding } from "./rsa-padding.ts";
import { SymmetricAlgorithm } from "./symmetric-algorithm.ts";

const world = {
  now: () => 0,
  random: () => 0,
  randomBytes: (count: number) => Uint8Array.from({ length: count }, (_, at) => at % 251),
};
const types = { zeroOf: () => null, isInstance: () => false };

function runOf(fuel = 1e8): Run {
  return new Run(world, types, fuel, 1e8);
}

/** Calls the member that stands under `signature`. */
function call(type: string, signature: string, ...operands: readonly unknown[]): unknown {
  const body = cryptoTypes.find(({ name }) => name.endsWith(type))?.members[signature];
  assert(typeof body === "function", `${type} has no ${signature}`);
  return Reflect.apply(body, undefined, [runOf(), ...operands]);
}

const extension = (signature: string, ...operands: readonly unknown[]): unknown =>
  call("CryptoExtensions", signature, ...operands);

function throwsClr(work: () => unknown, typeName: string, message: string): void {
  assert.throws(work, (error) => {
    assert(error instanceof ClrException, String(error));
    assert.deepEqual([error.typeName, error.message.split("\n")[0]], [typeName, message]);
    return true;
  });
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const cryptographic = "System.Security.Cryptography.CryptographicException";

suite("Encrypt and Decrypt", () => {
  const key = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex");
  const iv = Buffer.from("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", "hex");

  test("by name agree with the algorithm that has key and vector", () => {
    const byName = extension(
      "static byte[] Encrypt(this byte[] input, string alg, byte[] key, byte[] iv)",
      bytes("abc"),
      "AES",
      key,
      iv,
    );
    const algorithm = new SymmetricAlgorithm("AesManaged", "Aes");
    algorithm.setKey(key);
    algorithm.setIv(iv);
    assert.deepEqual(
      extension("static byte[] Encrypt(this byte[] input, SymmetricAlgorithm alg)", bytes("abc"), algorithm),
      byName,
    );
    assert.deepEqual(
      extension(
        "static byte[] Decrypt(this byte[] input, SymmetricAlgorithm alg, byte[] key, byte[] iv)",
        byName,
        new SymmetricAlgorithm("AesManaged", "Aes"),
        key,
        iv,
      ),
      bytes("abc"),
    );
  });

  test("triple DES comes back as it went", () => {
    const signature = "(this byte[] input, string alg, byte[] key, byte[] iv)";
    const tripleKey = world.randomBytes(24);
    const operands = ["3DES", tripleKey, world.randomBytes(8)];
    const hidden = extension(`static byte[] Encrypt${signature}`, bytes("a longer text"), ...operands);
    assert.deepEqual(
      extension(`static byte[] Decrypt${signature}`, hidden, ...operands),
      bytes("a longer text"),
    );
  });

  test("a wrong key, vector, length or padding is a CryptographicException", () => {
    const decrypt = "static byte[] Decrypt(this byte[] input, string alg, byte[] key, byte[] iv)";
    const cases: readonly (readonly [Uint8Array, Uint8Array, Uint8Array, string])[] = [
      [new Uint8Array(16), new Uint8Array(5), iv, "Specified key is not a valid size for this algorithm."],
      [
        new Uint8Array(16),
        key,
        new Uint8Array(5),
        "Specified initialization vector (IV) does not match the block size for this algorithm.",
      ],
      [new Uint8Array(15), key, iv, "Length of the data to decrypt is invalid."],
      [new Uint8Array(16), key, iv, "Padding is invalid and cannot be removed."],
    ];
    for (const [input, usedKey, usedIv, message] of cases) {
      throwsClr(() => extension(decrypt, input, "Aes", usedKey, usedIv), cryptographic, message);
    }
    throwsClr(
      () => extension(decrypt, new Uint8Array(16), "ROT13", key, iv),
      "System.NullReferenceException",
      "Object reference not set to an instance of an object",
    );
  });
});

suite("hashes", () => {
  test("without a key of their own are keyed by the world's chance", () => {
    const hash = call("HMACSHA512", "new()");
    assert.deepEqual(call("KeyedHashAlgorithm", "byte[] Key", hash), world.randomBytes(128));
  });

  test("remember what they made until they are disposed of", () => {
    const hash = call(".SHA256", "static SHA256 Create()");
    const made = call("HashAlgorithm", "byte[] ComputeHash(byte[] buffer)", hash, bytes("abc"));
    assert.deepEqual(call("HashAlgorithm", "byte[] Hash", hash), made);
    call("HashAlgorithm", "void Dispose()", hash);
    throwsClr(
      () => call("HashAlgorithm", "byte[] ComputeHash(byte[] buffer)", hash, bytes("abc")),
      "System.ObjectDisposedException",
      "Cannot access a disposed object.",
    );
  });
});

suite("credentials", () => {
  const jwt = (header: unknown, payload: unknown): string =>
    [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");

  test("a token is taken apart, with and without its scheme", () => {
    const token = `${jwt(
      { alg: "RS256", typ: "JWT" },
      {
        aud: ["a", "b"],
        iss: "i",
        sub: "s",
        jti: "1",
        exp: 1700000000,
        nbf: 1600000000,
        n: 5,
        o: { x: true },
      },
    )}.c2ln`;
    for (const text of [token, `Bearer ${token}`]) {
      const object = extension("static Jwt AsJwt(this string input)", text);
      const facts = ["Algorithm", "Issuer", "Subject", "Id", "Type"].map((name) =>
        call("Jwt", `string ${name}`, object),
      );
      assert.deepEqual(facts, ["RS256", "i", "s", "1", "JWT"]);
      assert.equal(textOf(call("Jwt", "DateTime? ExpirationTime", object)), "11/14/2023 22:13:20");
      assert.equal(call("Jwt", "DateTime? IssuedAt", object), null);
      const audiences = call("Jwt", "IEnumerable<string> Audiences", object) as Iterable<unknown>;
      assert.deepEqual([...audiences], ["a", "b"]);
      const claims = call("Jwt", "IReadOnlyDictionary<string, string[]> Claims", object) as {
        find(key: string): Iterable<unknown>;
      };
      assert.deepEqual(
        [...claims.find("n"), ...claims.find("o"), ...claims.find("aud")],
        ["5", '{"x":true}', "a", "b"],
      );
    }
  });

  for (const text of ["", "x", "a.b.c", "Bearer", "e30.e30", "e30.bnVsbA.", "e30.e30!.", "e30.W10.x"]) {
    test(`"${text}" is no token`, () => {
      const result = new Ref(undefined);
      assert.equal(
        extension("static bool TryParseJwt(this string input, out Jwt result)", text, result),
        false,
      );
      assert.equal(result.value, null);
    });
  }

  test("a token of JSON in JSON in JSON is none", () => {
    const deep = Buffer.from(`{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`).toString("base64url");
    assert.equal(extension("static Jwt AsJwt(this string input)", `e30.${deep}.`), null);
  });

  const basics: readonly (readonly [string, string | null])[] = [
    ["Basic dTpw", "u p"],
    ["basic dTpwOnE=", "u p:q"],
    ["Basic dTo=", "u "],
    ["Basic dQ==", null],
    ["dTpw", null],
    ["Bearer dTpw", null],
    ["Basic !", null],
  ];
  for (const [text, expected] of basics) {
    test(`"${text}" as basic credentials`, () => {
      const found = extension("static BasicAuthCredentials AsBasic(this string input)", text);
      const parts =
        found === null
          ? null
          : `${call("BasicAuthCredentials", "string UserId", found)} ${call("BasicAuthCredentials", "string Password", found)}`;
      assert.equal(parts, expected);
    });
  }
});

suite("RSA", () => {
  const rsa = new Rsa(createPrivateKey({ key: knownKey, format: "jwk" }));

  test("what it signs with chance in it, it verifies", () => {
    const pss = new RsaSignaturePadding("Pss");
    const sha256 = new HashAlgorithmName("SHA256");
    const signature = rsa.sign(runOf(), bytes("abc"), sha256, pss);
    assert.equal(rsa.verify(runOf(), bytes("abc"), signature, sha256, pss), true);
    assert.equal(rsa.verify(runOf(), bytes("abd"), signature, sha256, pss), false);
  });

  test("what it encrypts, it decrypts", () => {
    for (const hash of [undefined, "SHA1", "SHA256"] as const) {
      const padding = new RsaEncryptionPadding(hash);
      assert.deepEqual(
        rsa.decrypt(runOf(), rsa.encrypt(runOf(), bytes("abc"), padding), padding),
        bytes("abc"),
      );
    }
  });

  test("costs fuel that a loop cannot hide", () => {
    const pkcs1 = new RsaSignaturePadding("Pkcs1");
    const run = runOf(1e6);
    const signAgain = (): void => {
      for (let count = 0; count < 100; count++)
        rsa.sign(run, bytes("abc"), new HashAlgorithmName("SHA1"), pkcs1);
    };
    assert.throws(signAgain, BudgetExceeded);
  });
});

suite("X509Certificate2", () => {
  const der = Buffer.from(knownCertificate, "base64");

  test("is trusted only where the gateway says so", () => {
    const verify = "static bool VerifyNoRevocation(this X509Certificate2 certificate)";
    assert.equal(extension(verify, new Certificate(der)), false);
    assert.equal(extension(verify, new Certificate(der, { isTrusted: true })), true);
    assert.equal(call("X509Certificate2", "bool Verify()", new Certificate(der, { isTrusted: true })), true);
  });

  test("reads PEM as it reads DER", () => {
    const pem = bytes(new X509Certificate(der).toString());
    assert.equal(readCertificate(runOf(), pem).thumbprint, new Certificate(der).thumbprint);
  });

  test("what is cut short or changed is a CryptographicException or a certificate, nothing else", () => {
    for (let at = 0; at < der.length; at += 3) {
      const changed = Uint8Array.from(der);
      changed[at] = (changed[at] ?? 0) ^ 0x85;
      for (const wrong of [der.subarray(0, at), changed]) {
        try {
          const read = readCertificate(runOf(), wrong);
          assert.equal(typeof read.subject.name, "string");
          call(
            "RSACertificateExtensions",
            "static RSA GetRSAPublicKey(this X509Certificate2 certificate)",
            read,
          );
        } catch (error) {
          assert(error instanceof ClrException, String(error));
        }
      }
    }
  });

  test("takes certificate and key of a PKCS #12, of the new kind and the old", (t) => {
    const folder = testFolder(t);
    const openssl = (...args: string[]): void => {
      execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
    };
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-noenc",
      "-keyout",
      "key",
      "-out",
      "pem",
      "-subj",
      "/CN=a",
    );
    const old = ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"];
    for (const [password, options] of [
      ["", []],
      ["secret", []],
      ["secret", old],
      ["", old],
    ] as const) {
      openssl(
        "pkcs12",
        "-export",
        "-in",
        "pem",
        "-inkey",
        "key",
        "-out",
        "pfx",
        "-passout",
        `pass:${password}`,
        ...options,
      );
      const pfx = readFileSync(join(folder, "pfx"));
      const certificate = readCertificate(runOf(), pfx, password === "" ? null : password);
      assert.equal(certificate.subject.name, "CN=a");
      assert.equal(certificate.privateKey?.asymmetricKeyType, "rsa");
      throwsClr(
        () => readCertificate(runOf(), pfx, "wrong"),
        cryptographic,
        "The specified network password is not correct.",
      );
    }
  });

  test("a PKCS #12 pays for its iterations before it makes them", (t) => {
    const folder = testFolder(t);
    const openssl = (...args: string[]): void => {
      execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
    };
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-noenc",
      "-keyout",
      "key",
      "-out",
      "pem",
      "-subj",
      "/CN=a",
    );
    openssl(
      "pkcs12",
      "-export",
      "-in",
      "pem",
      "-inkey",
      "key",
      "-out",
      "pfx",
      "-passout",
      "pass:",
      "-iter",
      "90000",
    );
    const pfx = readFileSync(join(folder, "pfx"));
    assert.throws(() => readCertificate(runOf(1e5), pfx), BudgetExceeded);
  });
});
