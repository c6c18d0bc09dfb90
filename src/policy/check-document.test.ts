import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compareDiagnostics } from "#kernel/diagnostic.ts";
import { checkPolicyDocument } from "./check-document.ts";
import { outboundAuthentications } from "./run/outbound-authentication.ts";
import { policyCompilers } from "./run/policy-compilers.ts";
import { policies } from "./statement/policies.ts";

const right: readonly (readonly [string, string])[] = [
  ["no section", "<policies />"],
  ["sections in any order", "<policies><outbound /><inbound /></policies>"],
  ["comments and white space", "<policies>\n<!-- a -->\n<inbound> <!-- b --> <base /> </inbound></policies>"],
  ["ids of policies", '<policies><inbound><set-method id="m">GET</set-method></inbound></policies>'],
  ["namespaces", '<policies xmlns:a="urn:a"><inbound /></policies>'],
  [
    "<base /> inside choose",
    '<policies><inbound><choose><when condition="@(true)"><base /></when></choose></inbound></policies>',
  ],
  ["a fragment", "<fragment><forward-request /><cache-store duration='1' /></fragment>"],
  [
    "an expression in CDATA",
    '<policies><inbound><set-body><![CDATA[@(1 < 2 ? "<a>" : "&")]]></set-body></inbound></policies>',
  ],
  [
    "an expression behind a comment",
    '<policies><inbound><set-body><!-- c -->@("a")</set-body></inbound></policies>',
  ],
  ["markup as a body", "<policies><inbound><set-body><a b='c'>d</a></set-body></inbound></policies>"],
  [
    "a Liquid template",
    '<policies><inbound><set-body template="liquid">{{ context.Request.Url }} @(</set-body></inbound></policies>',
  ],
  ["the older form of trace", '<policies><inbound><trace source="a">text</trace></inbound></policies>'],
  ["a named value for a number", '<policies><inbound><set-status code="{{code}}" /></inbound></policies>'],
  [
    "copying calls without an address",
    '<policies><inbound><send-one-way-request mode="copy" /></inbound></policies>',
  ],
  [
    "a mode that an expression gives",
    "<policies><inbound><send-one-way-request mode='@(\"copy\")' /></inbound></policies>",
  ],
  [
    "integers of every width",
    '<policies><inbound><set-status code="@(200L)" reason="@(1.5m)" /></inbound></policies>',
  ],
];

for (const [name, text] of right) {
  test(`${name} is right`, () => {
    assert.deepEqual(checkPolicyDocument(text, "p.xml", { takesUnsupported: true }), []);
  });
}

test("a policy that does not run here is refused at its place, and none that runs is", () => {
  for (const { name, refusal, sections } of policies) {
    const [section = "inbound"] = sections;
    const found = checkPolicyDocument(`<policies><${section}><${name} /></${section}></policies>`, "p.xml");
    const isRefused = found.some(({ code, column }) => code === "unsupported-policy" && column > 11);
    const runs = policyCompilers.has(name) || sections.length === 0;
    assert.equal(isRefused, refusal !== undefined || !runs, name);
  }
});

test("what changes nothing here is told, and the document runs", () => {
  const text =
    '<policies><backend><forward-request timeout="2" buffer-response="false" http-version="2" continue-timeout="1" /></backend></policies>';
  const found = checkPolicyDocument(text, "p.xml");
  assert.deepEqual(
    found.map(({ severity, code, message }) => [severity, code, message]),
    ["buffer-response", "http-version", "continue-timeout"].map((name) => [
      "warning",
      "no-effect",
      `${name} of forward-request changes nothing`,
    ]),
  );
});

test("requests of a policy's own are refused a way of showing who they are that does not run here", () => {
  const inside = (name: string): readonly string[] => {
    const text = `<policies><inbound><send-one-way-request mode="copy"><${name} /></send-one-way-request></inbound></policies>`;
    return checkPolicyDocument(text, "p.xml").map(({ code }) => code);
  };
  for (const name of ["basic", "certificate", "managed-identity"].map((one) => `authentication-${one}`)) {
    assert.equal(inside(name).includes("unsupported-policy"), !outboundAuthentications.has(name), name);
  }
  assert.ok(!inside("proxy").includes("unsupported-policy"));
});

test("mistakes inside expressions have their place in the file, behind entities and named values", () => {
  const text = `<policies><inbound>
    <set-variable name="a" value="@(&quot;&lt;{{long}}&quot; + nothing)" />
  </inbound></policies>`;
  const namedValues = new Map([["long", "a value that is longer than its name"]]);
  const [first, ...rest] = checkPolicyDocument(text, "p.xml", { namedValues });
  assert.equal(rest.length, 0);
  const column = (text.split("\n")[1] ?? "").indexOf("nothing") + 1;
  assert.deepEqual([first?.line, first?.column, first?.code], [2, column, "unknown-name"]);
});

test("a named value is put in once: what it holds is not looked through", () => {
  const text = '<policies><inbound><set-variable name="a" value="{{a}}" /></inbound></policies>';
  assert.deepEqual(checkPolicyDocument(text, "p.xml", { namedValues: new Map([["a", "{{b}}"]]) }), []);
});

test("a named value may be a whole expression", () => {
  const text = '<policies><inbound><set-variable name="a" value="{{a}}" /></inbound></policies>';
  const check = (value: string) =>
    checkPolicyDocument(text, "p.xml", { namedValues: new Map([["a", value]]) }).map(({ code }) => code);
  assert.deepEqual(check("@(context.RequestId)"), []);
  assert.deepEqual(check("@(nothing)"), ["unknown-name"]);
});

test("attributes that no policy has can be warnings", () => {
  const text = '<policies><inbound><set-status code="200" colour="red" /></inbound></policies>';
  const severities = (["error", "warning"] as const).map(
    (unknownAttributes) => checkPolicyDocument(text, "p.xml", { unknownAttributes })[0]?.severity,
  );
  assert.deepEqual(severities, ["error", "warning"]);
});

const names = fc.constantFrom(
  ...policies.map(({ name }) => name),
  ...["policies", "fragment", "inbound", "on-error", "base", "value", "when", "nonsense"],
);
const attributeNames = fc.constantFrom(
  ...new Set(policies.flatMap(({ attributes = [] }) => attributes.map(({ name }) => name))),
  "id",
);
const values = fc.oneof(
  fc.constantFrom(
    "@(1)",
    "@(context.Request.Method == &quot;GET&quot;)",
    "@(",
    "{{a}}",
    "@({{b}})",
    "true",
    "5",
    "",
  ),
  fc.string({ maxLength: 6 }).map((text) => text.replaceAll(/[<&"]/g, "")),
);
const element: fc.Memo<string> = fc.memo((depth) =>
  fc
    .tuple(
      names,
      fc.uniqueArray(fc.tuple(attributeNames, values), { maxLength: 4, selector: ([name]) => name }),
      values,
      depth <= 1 ? fc.constant([]) : fc.array(element(depth - 1), { maxLength: 4 }),
    )
    .map(([name, attributes, text, children]) => {
      const written = attributes.map(([attribute, value]) => ` ${attribute}="${value}"`).join("");
      return `<${name}${written}>${children.length === 0 ? text : children.join("\n")}</${name}>`;
    }),
);

test("no document makes the check throw, and what is found is in order", () => {
  const namedValues = fc.constantFrom(undefined, new Map([["a", "@(2)"]]), new Map<string, string>());
  fc.assert(
    fc.property(element(4), namedValues, (inner, known) => {
      const found = checkPolicyDocument(`<policies><inbound>${inner}</inbound></policies>`, "p.xml", {
        namedValues: known,
        takesUnsupported: true,
      });
      assert.deepEqual(found, found.toSorted(compareDiagnostics));
      for (const { message } of found) assert.doesNotMatch(message, /undefined|\[object/);
    }),
  );
});
