// The page that does the work: plain HTML, one script and one style of its own, nothing from elsewhere. Who
// has no JavaScript, or keeps no cookies, is told so, and is not sent round.

import { createHash } from "node:crypto";

const STYLE = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
main { max-width: 36rem; margin: 15vh auto 0; padding: 0 1.5rem }
`;

/**
 * Written for the browsers that there are, without anything that needs HTTPS: hashing is done here and not by
 * WebCrypto. The third page within a minute is one too many: something is in the way that work does not move.
 */
const SCRIPT = `
"use strict";
(function () {
  var main = document.querySelector("main");
  var status = document.querySelector("[role=status]");
  var challenge = main.dataset.challenge;
  var bits = Number(main.dataset.bits);
  var place = main.dataset.place;
  var tell = function (text) { status.textContent = text; };

  var K = [], H0 = [];
  var fraction = function (root) { return ((root - Math.floor(root)) * 4294967296) | 0; };
  for (var candidate = 2; K.length < 64; candidate++) {
    var isPrime = true;
    for (var factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) isPrime = false;
    if (!isPrime) continue;
    if (H0.length < 8) H0.push(fraction(Math.sqrt(candidate)));
    K.push(fraction(Math.cbrt(candidate)));
  }
  var W = new Int32Array(64);
  var firstWords = function (text) {
    var h = H0.slice();
    var blocks = ((text.length + 8) >> 6) + 1;
    for (var block = 0; block < blocks; block++) {
      for (var i = 0; i < 16; i++) {
        var word = 0;
        for (var b = 0; b < 4; b++) {
          var at = block * 64 + i * 4 + b;
          word = (word << 8) | (at < text.length ? text.charCodeAt(at) : at === text.length ? 128 : 0);
        }
        W[i] = word;
      }
      if (block === blocks - 1) W[15] = text.length * 8;
      compress(h);
    }
    return h;
  };
  var turn = function (x, n) { return (x >>> n) | (x << (32 - n)); };
  function compress(h) {
    for (var i = 16; i < 64; i++) {
      var x = W[i - 15], y = W[i - 2];
      var s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
      var s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
      W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
    }
    var a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
    for (i = 0; i < 64; i++) {
      var t1 = (k + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      var t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      k = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    h[0] = (h[0] + a) | 0; h[1] = (h[1] + b) | 0; h[2] = (h[2] + c) | 0; h[3] = (h[3] + d) | 0;
    h[4] = (h[4] + e) | 0; h[5] = (h[5] + f) | 0; h[6] = (h[6] + g) | 0; h[7] = (h[7] + k) | 0;
  }
  var isDone = function (n) { return firstWords(challenge + ":" + n)[0] >>> (32 - bits) === 0; };

  var tries = [];
  try {
    var before = JSON.parse(sessionStorage.getItem("portcullis-challenge") || "[]");
    tries = before.filter(function (at) { return Date.now() - at < 60000; });
    sessionStorage.setItem("portcullis-challenge", JSON.stringify(tries.concat(Date.now())));
  } catch (error) {}
  if (tries.length >= 2) {
    tell("This browser passed the check, and the site still does not know it. Reload the page to try again.");
    try { sessionStorage.removeItem("portcullis-challenge"); } catch (error) {}
    return;
  }

  var n = 0;
  var work = function () {
    for (var end = n + 4000; n < end; n++) if (isDone(n)) return send();
    setTimeout(work, 0);
  };
  var send = function () {
    var query = "?challenge=" + challenge + "&work=" + n;
    fetch(place + query, { method: "POST", credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error("refused");
      return fetch(place, { credentials: "same-origin", cache: "no-store" });
    }).then(function (answer) {
      if (answer.ok) { tell("Done."); location.reload(); }
      else tell("This site needs a cookie to remember that your browser was checked. Allow cookies, and reload the page.");
    }).catch(function () { tell("The check did not work. Reload the page to try again."); });
  };
  setTimeout(work, 0);
})();
`;

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export type ChallengePage = {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
};

/**
 * @param challenge of `issueChallenge`
 * @param place the path that takes the work
 */
export function challengePage(challenge: string, difficultyBits: number, place: string): ChallengePage {
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Checking your browser</title>
<style>${STYLE}</style>
</head>
<body>
<main data-challenge="${challenge}" data-bits="${difficultyBits}" data-place="${place}">
<h1>Checking your browser</h1>
<p role="status">This takes a moment, and needs nothing from you.</p>
<noscript><p>This site checks that it is a browser that asks, and needs JavaScript for it. Allow it, and reload the page.</p></noscript>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
  const headers = [
    ["Content-Type", "text/html; charset=utf-8"],
    ["Cache-Control", "no-store"],
    ["Content-Security-Policy", CONTENT_SECURITY_POLICY],
    ["X-Frame-Options", "DENY"],
    ["Referrer-Policy", "no-referrer"],
  ] as const;
  return { headers, body };
}
