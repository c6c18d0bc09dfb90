// How `send-service-bus-message` runs: a batch of one message by the REST interface of Azure Service Bus,
// since its JSON takes properties of any text, with a token of the node's own.

import { branchSignal } from "../plan/branch.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { constant, type Value } from "../plan/value.ts";
import { ClrException } from "../value/clr-exception.ts";

/** What Azure Service Bus takes tokens for. */
const RESOURCE = "https://servicebus.azure.net";
const BATCH_TYPE = "application/vnd.microsoft.servicebus.json";
const CREATED = 201;
const TIMEOUT_MS = 60_000;
const HOST = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;
/** Azure's clouds: public, of the US government, of China. */
const BUS = /\.servicebus\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)$/i;

export const sendServiceBusMessage: PolicyCompiler = (element) => {
  const entity = element.text("queue-name") ?? element.textOr("topic-name", "");
  const hostOf = busHost(element);
  const clientId = element.text("client-id");
  const propertiesOf = messageProperties(element);
  const payload = element.child("payload")?.content() ?? constant("");
  return async (call) => {
    const url = `https://${hostOf(call)}/${entityPath(entity(call).trim())}/messages`;
    const message = { Body: payload(call), UserProperties: propertiesOf(call) };
    call.note("url", url);
    const token = await call.ports.identity.ownToken({
      resource: RESOURCE,
      clientId: clientId?.(call).trim(),
    });
    const { status } = await call.ports.fetch({
      method: "POST",
      url,
      headers: [
        ["Authorization", `Bearer ${token.value}`],
        ["Content-Type", BATCH_TYPE],
      ],
      body: Buffer.from(JSON.stringify([message]), "utf8").toString("latin1"),
      timeoutMs: TIMEOUT_MS,
      isNamed: !element.isExpression("namespace"),
      signal: branchSignal(),
    });
    call.note("status", String(status));
    if (status !== CREATED) throw notSent(status);
    return undefined;
  };
};

/** The token goes where the document says; where an expression says it, to Azure's own buses alone. */
function busHost(element: StatementReader): Value<string> {
  const namespace = element.textOr("namespace", "");
  const isMade = element.isExpression("namespace");
  return (call) => {
    const host = namespace(call).trim();
    if (HOST.test(host) && (!isMade || BUS.test(host))) return host;
    const must = isMade ? "the host of a namespace of Azure Service Bus" : "a host name";
    throw new ClrException("System.ArgumentException", `namespace is "${host}"; it must be ${must}.`);
  };
}

/** Names may have slashes. */
function entityPath(name: string): string {
  const segments = name.split("/");
  if (segments.every((segment) => !["", ".", ".."].includes(segment))) {
    return segments.map(encodeURIComponent).join("/");
  }
  throw new ClrException("System.ArgumentException", `"${name}" is no name of a queue or topic.`);
}

function messageProperties(element: StatementReader): (call: PolicyCall) => Record<string, string> {
  const properties = (element.child("message-properties")?.children("message-property") ?? []).map((one) => ({
    name: one.textOr("name", ""),
    value: one.content() ?? constant(""),
  }));
  return (call) => Object.fromEntries(properties.map(({ name, value }) => [name(call), value(call)]));
}

function notSent(status: number): PolicyFailure {
  const message = `Azure Service Bus took no message: it answered ${status}.`;
  return new PolicyFailure("ServiceBusMessageNotSent", message, { status: 500 });
}
