// The snippets that check the gateway's signature in other languages, as `portcullis guard snippet` prints
// them, run against the guard's own test vectors. What is around their cores is run where it can be: Django
// is, Spring and ASP.NET Core are not.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { canInstall, ensurePackages } from "../harness/debian.ts";
import { runProgram, testFolder } from "../harness/program.ts";

type Vectors = {
  readonly now: number;
  readonly keys: readonly { readonly id: string; readonly secret?: string }[];
  readonly vectors: readonly {
    readonly name: string;
    readonly scheme: string;
    readonly method: string;
    readonly target: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: string;
    readonly reason?: string;
  }[];
};

const path = fileURLToPath(new URL("../../docs/reference/assertion-vectors.json", import.meta.url));
const whole = JSON.parse(readFileSync(path, "utf8")) as Vectors;
const [mac] = whole.keys;
// The cores have no Ed25519; what shows such a key is refused by them for other reasons.
const vectors = whole.vectors.filter(({ headers }) => !JSON.stringify(headers).includes("ed-1"));
const expected = vectors.map(({ reason = "" }) => reason);

const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

/** What is printed for the vectors' key, in a folder. */
async function snippet(t: TestContext, server: string): Promise<{ folder: string; text: string }> {
  const folder = testFolder(t);
  const config = join(folder, "portcullis.yaml");
  writeFileSync(
    config,
    `version: 1
listeners: { public: { address: 127.0.0.1, port: 8080 } }
pools:
  orders: { members: [{ url: "http://127.0.0.1:8081" }], assertion: { keyId: ${mac?.id}, secret: "\${env:SECRET}" } }
  plain: { members: [{ url: "http://127.0.0.1:8082" }] }
sites: { all: { hosts: ["*"], routes: { a: { path: /a, target: { pool: orders } }, b: { path: /b, target: { pool: plain } } } } }
`,
  );
  const env = { SECRET: mac?.secret ?? "" };
  const args = ["guard", "snippet", "--for", server, "--config", config, "--pool"];
  const { code, stdout, stderr } = await runProgram(t, [...args, "orders"], { env });
  assert.equal(code, 0, stderr);
  assert.ok(!stdout.includes(mac?.secret ?? "none"));
  const plain = await runProgram(t, [...args, "plain"], { env });
  assert.equal(plain.code, 1);
  assert.match(plain.stderr, /the pool plain does not sign by a secret/);
  return { folder, text: stdout };
}

/** The file of that name among those that a snippet has. */
function fileOf(text: string, name: string): string {
  const parts = text.split(/^\/\/ ---- (.*)$/m);
  const at = parts.findIndex((part) => part.startsWith(name));
  assert.ok(at > 0, `there is no ${name}`);
  return parts[at + 1] ?? "";
}

/** One vector a line, its parts in base64: what every language can read. */
function asLines(): string {
  const encoded = (text: string): string => Buffer.from(text, "latin1").toString("base64");
  const lines = vectors.map(({ scheme, method, target, headers, body }) =>
    [scheme, method, target, body, ...headers.flat()].map(encoded).join(" "),
  );
  return `${lines.join("\n")}\n`;
}

function verdicts(output: string): string[] {
  return output
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^\./, "").trim());
}

const PYTHON = `
import base64, os, sys
sys.path.insert(0, sys.argv[1])
import portcullis_guard as guard
nonces = guard.Nonces(guard.MAX_LIFETIME + 2 * guard.CLOCK_SKEW)
for line in open(os.path.join(sys.argv[1], "vectors")):
    scheme, method, target, body, *rest = (base64.b64decode(part).decode("latin-1") for part in line.rstrip("\\n").split(" "))
    headers = list(zip(rest[::2], rest[1::2]))
    why = guard.verify(method, target, headers, body.encode("latin-1"), scheme == "https", guard.KEYS, nonces, float(sys.argv[2]))
    print("." + (why or ""))
`;

const noPython = has("python3") ? false : "needs python3";

test("the core of django decides as the guard does", { skip: noPython }, async (t) => {
  const { folder, text } = await snippet(t, "django");
  writeFileSync(join(folder, "portcullis_guard.py"), text);
  writeFileSync(join(folder, "vectors"), asLines());
  writeFileSync(join(folder, "run.py"), PYTHON);
  const env = { ...process.env, PORTCULLIS_ASSERTION: mac?.secret ?? "" };
  const args = [join(folder, "run.py"), folder, String(whole.now)];
  assert.deepEqual(verdicts(execFileSync("python3", args, { env, encoding: "utf8" })), expected);
});

const DJANGO = `
import base64, os, sys, time
sys.path.insert(0, sys.argv[1])
from django.conf import settings
settings.configure(MIDDLEWARE=["portcullis_guard.PortcullisGuard"], ROOT_URLCONF="urls", ALLOWED_HOSTS=["*"], SECRET_KEY="x" * 50)
import django
django.setup()
from django.core.wsgi import get_wsgi_application
import portcullis_guard as guard
guard.time.time = lambda: float(sys.argv[2])
import io
app = get_wsgi_application()
for line in open(os.path.join(sys.argv[1], "vectors")):
    scheme, method, target, body, *rest = (base64.b64decode(part).decode("latin-1") for part in line.rstrip("\\n").split(" "))
    path, _, query = target.partition("?")
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "RAW_URI": target, "wsgi.url_scheme": scheme,
        "SERVER_NAME": "x", "SERVER_PORT": "80", "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body.encode("latin-1")), "wsgi.errors": sys.stderr}
    for name, value in zip(rest[::2], rest[1::2]):
        key = "HTTP_" + name.upper().replace("-", "_")
        environ[key] = environ[key] + "," + value if key in environ else value
    seen = []
    b"".join(app(environ, lambda status, headers: seen.append(status)))
    print("." + ("" if seen[0].startswith("200") else "refused"))
`;

const DJANGO_PACKAGE = ["python3-django"];
const debianPython = "/usr/bin/python3";
const noDjango = canInstall(DJANGO_PACKAGE) ? false : "needs Debian's python3-django";

test("Django with the snippet lets in what the guard does", { skip: noDjango }, async (t) => {
  await ensurePackages(DJANGO_PACKAGE);
  const { folder, text } = await snippet(t, "django");
  writeFileSync(join(folder, "portcullis_guard.py"), text);
  writeFileSync(join(folder, "vectors"), asLines());
  const view = "lambda request: HttpResponse(request.body)";
  writeFileSync(
    join(folder, "urls.py"),
    `from django.http import HttpResponse\nfrom django.urls import re_path\nurlpatterns = [re_path("", ${view})]\n`,
  );
  writeFileSync(join(folder, "run.py"), DJANGO);
  const env = { ...process.env, PORTCULLIS_ASSERTION: mac?.secret ?? "" };
  const args = [join(folder, "run.py"), folder, String(whole.now)];
  const seen = verdicts(
    execFileSync(debianPython, args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
  assert.deepEqual(
    seen,
    expected.map((reason) => (reason === "" ? "" : "refused")),
  );
});

const JAVA = `
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
public class Run {
    public static void main(String[] args) throws Exception {
        PortcullisAssertions assertions = new PortcullisAssertions(Map.of(args[1], args[2]));
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            List<String> parts = new ArrayList<>();
            for (String part : line.split(" ", -1))
                parts.add(new String(Base64.getDecoder().decode(part), StandardCharsets.ISO_8859_1));
            List<String[]> headers = new ArrayList<>();
            for (int i = 4; i + 1 < parts.size(); i += 2) headers.add(new String[] {parts.get(i), parts.get(i + 1)});
            byte[] body = parts.get(3).getBytes(StandardCharsets.ISO_8859_1);
            String why = assertions.refusal(parts.get(1), parts.get(2), headers, body, parts.get(0).equals("https"), Double.parseDouble(args[3]));
            System.out.println("." + (why == null ? "" : why));
        }
    }
}
`;

const noJava = has("javac") ? false : "needs javac, as of default-jdk-headless";

test("the core of spring decides as the guard does", { skip: noJava }, async (t) => {
  const { folder, text } = await snippet(t, "spring");
  assert.match(fileOf(text, "PortcullisFilter.java"), /"mac-1"/);
  writeFileSync(join(folder, "PortcullisAssertions.java"), fileOf(text, "PortcullisAssertions.java"));
  writeFileSync(join(folder, "Run.java"), JAVA);
  writeFileSync(join(folder, "vectors"), asLines());
  mkdirSync(join(folder, "out"));
  execFileSync("javac", ["-d", "out", "PortcullisAssertions.java", "Run.java"], { cwd: folder });
  const args = ["-cp", "out", "Run", "vectors", mac?.id ?? "", mac?.secret ?? "", String(whole.now)];
  const output = execFileSync("java", args, { cwd: folder, encoding: "utf8" });
  assert.deepEqual(verdicts(output), expected);
});

const CSHARP = `
using System; using System.Collections.Generic; using System.Globalization; using System.IO; using System.Linq; using System.Text;
public static class Run {
    public static void Main(string[] args) {
        var latin1 = Encoding.GetEncoding("iso-8859-1");
        var assertions = new PortcullisAssertions(new Dictionary<string, string> { { args[1], args[2] } });
        foreach (var line in File.ReadAllLines(args[0])) {
            var parts = line.Split(' ').Select(part => latin1.GetString(Convert.FromBase64String(part))).ToList();
            var headers = new List<KeyValuePair<string, string>>();
            for (int i = 4; i + 1 < parts.Count; i += 2) headers.Add(new KeyValuePair<string, string>(parts[i], parts[i + 1]));
            var now = double.Parse(args[3], CultureInfo.InvariantCulture);
            Console.WriteLine("." + assertions.Refusal(parts[1], parts[2], headers, latin1.GetBytes(parts[3]), parts[0] == "https", now));
        }
    }
}
`;

const MONO = ["mono-mcs", "mono-runtime"];
const noMono = canInstall(MONO) ? false : "needs Debian's mono-mcs and mono-runtime";

test("the core of aspnet decides as the guard does", { skip: noMono }, async (t) => {
  await ensurePackages(MONO);
  const { folder, text } = await snippet(t, "aspnet");
  assert.match(fileOf(text, "Program.cs"), /\["mac-1"\]/);
  writeFileSync(join(folder, "PortcullisAssertions.cs"), fileOf(text, "PortcullisAssertions.cs"));
  writeFileSync(join(folder, "Run.cs"), CSHARP);
  writeFileSync(join(folder, "vectors"), asLines());
  execFileSync("mcs", ["-out:run.exe", "PortcullisAssertions.cs", "Run.cs"], { cwd: folder, stdio: "pipe" });
  const args = ["run.exe", "vectors", mac?.id ?? "", mac?.secret ?? "", String(whole.now)];
  assert.deepEqual(verdicts(execFileSync("mono", args, { cwd: folder, encoding: "utf8" })), expected);
});
