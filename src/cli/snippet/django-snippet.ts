// Django: a middleware in one file, whose `verify` knows nothing of Django. Python's own library has no
// Ed25519, so it is for pools that sign by a secret.

import type { GatewayIdentity } from "./gateway-identity.ts";
import type { Snippet } from "./snippet.ts";

export const djangoSnippet: Snippet = {
  name: "django",
  title: "Django 3.2 and newer",
  proofs: ["signature"],
  comment: ["# ", ""],
  caveats: [
    "Save it as portcullis_guard.py, and put portcullis_guard.PortcullisGuard first into MIDDLEWARE. The server has to",
    "give the path as it came (gunicorn, uWSGI, ASGI); where it does not, paths with escapes are refused. Bodies are read",
    "whole, up to DATA_UPLOAD_MAX_MEMORY_SIZE. Each process remembers the signatures that it has seen for itself.",
  ],
  write: ({ assertionKeyId }: GatewayIdentity) => CODE.replace("KEY_ID", assertionKeyId),
};

const CODE = String.raw`import base64
import hashlib
import hmac
import os
import re
import threading
import time
from urllib.parse import quote

# By the id of the key; two while one replaces the other.
KEYS = {"KEY_ID": os.environ.get("PORTCULLIS_ASSERTION", "")}
CLOCK_SKEW = 5
REQUIRE_DIGEST = False
MAX_LIFETIME = 30
MAX_NONCES = 1_000_000

INPUT = re.compile(
    r'gw=(\(("@?[a-z0-9-]+"(?: "@?[a-z0-9-]+")*)\);created=(\d{1,12});expires=(\d{1,12});'
    r'nonce="([A-Za-z0-9_-]{16,64})";keyid="([A-Za-z0-9._:-]{1,64})";'
    r'alg="(hmac-sha256|ed25519)";tag="apigw-v1")',
    re.ASCII,
)
SIGNATURE = re.compile(r"gw=:([A-Za-z0-9+/]{43,86}={0,2}):", re.ASCII)
TARGET = ["@method", "@authority", "@path", "@query"]
OWN = {"signature", "signature-input", "content-digest", "x-request-id", "host"}


class Nonces:
    """Of this process. A full memory refuses."""

    def __init__(self, window, capacity=MAX_NONCES):
        self.window, self.capacity = window, capacity
        self.began, self.current, self.previous = float("-inf"), set(), set()
        self.lock = threading.Lock()

    def note(self, nonce, now):
        with self.lock:
            age = now - self.began
            if age >= self.window:
                self.previous = set() if age >= 2 * self.window else self.current
                self.current, self.began = set(), now
            if nonce in self.current or nonce in self.previous:
                return "nonce-seen"
            if len(self.current) >= self.capacity:
                return "nonce-memory-full"
            self.current.add(nonce)
            return None


def own_fields(headers):
    fields = {}
    for given, value in headers:
        spelled = given.lower()
        name = spelled.replace("_", "-")
        if name not in OWN and not name.startswith("x-gw-"):
            continue
        if spelled != name or name in fields:
            return None
        fields[name] = value.strip()
    return fields


def verify(method, target, headers, body, is_tls, keys, nonces, now):
    """None where the request came through the gateway, else why it is refused.

    target: path and query as they came. headers: pairs of texts, a char for each byte. body: bytes.
    """
    fields = own_fields(headers)
    if fields is None:
        return "assertion-ambiguous"
    if "signature" not in fields or "signature-input" not in fields:
        return "assertion-missing"
    read = INPUT.fullmatch(fields["signature-input"])
    signature = SIGNATURE.fullmatch(fields["signature"])
    if read is None or signature is None:
        return "assertion-malformed"
    text, names, created, expires, nonce, key_id, algorithm = read.groups()
    covered = [name[1:-1] for name in names.split(" ")]
    if len(set(covered)) < len(covered):
        return "assertion-malformed"
    secret = keys.get(key_id, "")
    if len(secret) < 32:
        return "key-unknown"
    if algorithm != "hmac-sha256":
        return "algorithm-wrong"
    if covered[:4] != TARGET:
        return "assertion-incomplete"
    authority, port = fields.get("host", "").lower(), ":443" if is_tls else ":80"
    if authority.endswith(port):
        authority = authority[: -len(port)]
    path, mark, query = target.partition("?")
    values = {"@method": method, "@authority": authority, "@path": path, "@query": "?" + query}
    base = ""
    for name in covered:
        value = values.get(name) if name in TARGET else fields.get(name)
        if value is None:
            return "assertion-incomplete"
        base += '"%s": %s\n' % (name, value)
    bare = (n for n in fields if n.startswith("x-gw-") or n in ("content-digest", "x-request-id"))
    if any(name not in covered for name in bare):
        return "assertion-incomplete"
    base += '"@signature-params": ' + text
    try:
        octets = base.encode("latin-1")
    except UnicodeEncodeError:
        return "signature-wrong"
    mac = base64.b64encode(hmac.new(secret.encode("utf-8"), octets, hashlib.sha256).digest()).decode()
    if not hmac.compare_digest(mac, signature.group(1)):
        return "signature-wrong"
    created, expires = int(created), int(expires)
    if expires < created or expires - created > MAX_LIFETIME:
        return "assertion-too-long"
    if created > now + CLOCK_SKEW:
        return "assertion-not-yet-valid"
    if expires < now - CLOCK_SKEW:
        return "assertion-expired"
    seen = nonces.note(nonce, now)
    if seen is not None:
        return seen
    digest = fields.get("content-digest")
    if digest is None:
        return "digest-missing" if REQUIRE_DIGEST else None
    own = "sha-256=:%s:" % base64.b64encode(hashlib.sha256(body).digest()).decode()
    return None if hmac.compare_digest(own.encode(), digest.encode("latin-1")) else "digest-wrong"


def target_of(request):
    scope = getattr(request, "scope", None)
    if scope is not None:
        query = scope.get("query_string", b"").decode("latin-1")
        # Not every server of ASGI gives it.
        path = (scope.get("raw_path") or quote(scope["path"]).encode()).partition(b"?")[0]
        return path.decode("latin-1") + ("?" + query if query else "")
    raw = request.META.get("RAW_URI") or request.META.get("REQUEST_URI")
    if raw:
        # The target may name the host as well (RFC 9112, section 3.2.2): that is none of the gateway's form.
        return raw
    query = request.META.get("QUERY_STRING", "")
    return quote(request.path) + ("?" + query if query else "")


def headers_of(meta):
    """WSGI knows no other spelling of a name, and joins fields that came twice: no signature fits those."""
    for name, value in meta.items():
        if name.startswith("HTTP_"):
            yield name[5:].replace("_", "-"), value


class PortcullisGuard:
    nonces = Nonces(MAX_LIFETIME + 2 * CLOCK_SKEW)

    def __init__(self, get_response):
        if any(len(secret) < 32 for secret in KEYS.values()):
            raise RuntimeError("the secret of the gateway's assertion has fewer than 32 characters")
        self.get_response = get_response

    def __call__(self, request):
        from django.core.exceptions import RequestDataTooBig
        from django.http import HttpResponse, HttpResponseForbidden

        try:
            body = request.body
        except RequestDataTooBig:
            return HttpResponse(status=413)
        why = verify(
            *(request.method, target_of(request), headers_of(request.META), body, request.is_secure()),
            *(KEYS, self.nonces, time.time()),
        )
        return self.get_response(request) if why is None else HttpResponseForbidden()
`;
