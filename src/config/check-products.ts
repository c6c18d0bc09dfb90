// Cross checks of backends, named values, products and subscriptions.

import type { Backend, Config, Subscription } from "./config.ts";
import type { Report } from "./report.ts";
import { placeText, type Spot } from "./source.ts";
import { quoted } from "./tree.ts";

export function checkProducts(config: Config, report: Report): void {
  for (const [id, backend] of config.backends) checkBackend(id, backend, config, report);
  checkNamedValues(config, report);
  checkOpenProducts(config, report);
  const keys = new Map<string, Spot>();
  for (const [id, subscription] of config.subscriptions) {
    checkKeys(id, subscription, keys, config, report);
    checkDates(subscription, config, report);
  }
}

function checkBackend(id: string, backend: Backend, { backends, places }: Config, report: Report): void {
  const { url, pool } = backend;
  // What was written and is wrong was told already.
  if (places.isWritten(backend, "url") && url === undefined) return;
  if (url === undefined && pool === undefined) {
    const message = `the backend ${quoted(id)} has no "url"`;
    report.error(places.key(backends, id), "missing-key", message, "add url, or the name of a pool");
  } else if (url !== undefined && pool !== undefined) {
    const message = `"pool" and "url" both say where the backend is`;
    report.error(places.key(backend, "pool"), "too-many-choices", message, "keep one of them");
  }
  const unused = url === undefined ? (["circuitBreaker", "tls"] as const) : (["path"] as const);
  for (const key of unused) {
    if (!places.isWritten(backend, key)) continue;
    const message =
      url === undefined
        ? `"${key}" has no effect: that of the pool holds`
        : `"path" has no effect: the path of "url" holds`;
    report.error(places.key(backend, key), "unused-setting", message, "remove it");
  }
}

function checkNamedValues({ namedValues, places }: Config, report: Report): void {
  for (const [name, value] of namedValues) {
    if (value.secret !== true || places.isHidden(value, "value")) continue;
    const message = `the secret ${quoted(name)} stands here in the clear`;
    const hint = "keep it apart: write ${env:NAME} or ${file:path}";
    report.warning(places.value(value, "value"), "secret-in-clear", message, hint);
  }
}

/** Which of two would take a request in without a key could not be said. */
function checkOpenProducts({ products, places }: Config, report: Report): void {
  const open = new Map<string, string>();
  for (const [name, product] of products) {
    product.apis.forEach((api, index) => {
      const spot = places.value(product.apis, index);
      const first = product.apis.indexOf(api);
      if (first !== index) {
        const where = placeText(places.value(product.apis, first));
        report.error(
          spot,
          "duplicate-api",
          `the API stands in this list before, at ${where}`,
          "write it once",
        );
      }
      if (product.subscriptionRequired || product.state !== "published" || first !== index) return;
      const before = open.get(api);
      if (before === undefined) open.set(api, name);
      else {
        const message = `the API ${places.shown(product.apis, index)} is in a second open product; the first is ${quoted(before)}`;
        const hint = "an API is in one open product at most: leave it out of one of them";
        report.error(spot, "second-open-product", message, hint);
      }
    });
  }
}

const KEYS = ["primaryKey", "secondaryKey"] as const;

function checkKeys(
  id: string,
  subscription: Subscription,
  seen: Map<string, Spot>,
  { subscriptions, places }: Config,
  report: Report,
): void {
  if (!KEYS.some((name) => places.isWritten(subscription, name))) {
    const message = `the subscription ${quoted(id)} has no key`;
    const hint =
      "add primaryKey: ${env:NAME}, or make the subscription with `portcullis subscription create`";
    report.error(places.key(subscriptions, id), "missing-key", message, hint);
  }
  for (const name of KEYS) {
    const key = subscription[name];
    if (key === undefined) continue;
    const spot = places.value(subscription, name);
    if (!places.isHidden(subscription, name)) {
      const hint = "keep it apart: write ${env:NAME} or ${file:path}";
      report.error(spot, "secret-in-clear", `"${name}" stands here in the clear`, hint);
    }
    const before = seen.get(key);
    if (before === undefined) seen.set(key, spot);
    else {
      const message = `"${name}" is the key at ${placeText(before)} too`;
      report.error(spot, "duplicate-key", message, "give each its own");
    }
  }
}

function checkDates(subscription: Subscription, { places }: Config, report: Report): void {
  const { starts, ends } = subscription;
  if (starts === undefined || ends === undefined || starts < ends.atMs) return;
  const message = "the subscription ends before it starts";
  report.error(places.value(subscription, "ends"), "dates-disagree", message, "write a later end");
}
