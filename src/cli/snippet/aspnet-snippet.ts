// ASP.NET Core: a middleware of a few lines, and a class that checks the signature and knows nothing of it.

import type { GatewayIdentity } from "./gateway-identity.ts";
import type { Snippet } from "./snippet.ts";

export const aspnetSnippet: Snippet = {
  name: "aspnet",
  title: "ASP.NET Core 6 and newer",
  proofs: ["signature"],
  comment: ["// ", ""],
  caveats: [
    "The middleware goes first into Program.cs, before UseForwardedHeaders, which changes the scheme and host that are",
    "signed. Bodies are read whole, up to Kestrel's MaxRequestBodySize. Each process remembers the signatures that it",
    "has seen for itself. Behind IIS the path as it came is not known: use it with Kestrel.",
  ],
  write: ({ assertionKeyId }: GatewayIdentity) => `${CORE}\n${MIDDLEWARE.replace("KEY_ID", assertionKeyId)}`,
};

const CORE = String.raw`// ---- PortcullisAssertions.cs
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

public sealed class PortcullisAssertions
{
    const long Skew = 5, MaxLifetime = 30, Window = MaxLifetime + 2 * Skew;
    const int MaxNonces = 1000000;
    static readonly bool RequireDigest = false;
    // \z and not $, which lets a line feed follow.
    static readonly Regex Input = new Regex(
        "\\Agw=(\\((\"@?[a-z0-9-]+\"(?: \"@?[a-z0-9-]+\")*)\\);created=([0-9]{1,12});expires=([0-9]{1,12});"
        + "nonce=\"([A-Za-z0-9_-]{16,64})\";keyid=\"([A-Za-z0-9._:-]{1,64})\";"
        + "alg=\"(hmac-sha256|ed25519)\";tag=\"apigw-v1\")\\z", RegexOptions.CultureInvariant);
    static readonly Regex Signature = new Regex("\\Agw=:([A-Za-z0-9+/]{43,86}={0,2}):\\z");
    static readonly string[] Target = { "@method", "@authority", "@path", "@query" };
    static readonly HashSet<string> Own = new HashSet<string>
        { "signature", "signature-input", "content-digest", "x-request-id", "host" };
    static readonly Encoding Latin1 = Encoding.GetEncoding("iso-8859-1");

    readonly IDictionary<string, string> keys;
    readonly object door = new object();
    HashSet<string> current = new HashSet<string>(), previous = new HashSet<string>();
    double began = double.NegativeInfinity;

    /// <param name="keys">Secrets by the id of the key; two while one replaces the other.</param>
    public PortcullisAssertions(IDictionary<string, string> keys)
    {
        if (keys.Values.Any(secret => secret == null || secret.Length < 32))
            throw new InvalidOperationException("the assertion's secret has fewer than 32 characters");
        this.keys = keys;
    }

    /// <summary>Null where it came through the gateway, else why it is refused.</summary>
    public string Refusal(string method, string target, IEnumerable<KeyValuePair<string, string>> headers,
        byte[] body, bool isTls, double now)
    {
        var fields = new Dictionary<string, string>();
        foreach (var header in headers)
        {
            string spelled = header.Key.ToLowerInvariant(), name = spelled.Replace('_', '-');
            if (!Own.Contains(name) && !name.StartsWith("x-gw-", StringComparison.Ordinal)) continue;
            if (spelled != name || fields.ContainsKey(name)) return "assertion-ambiguous";
            fields[name] = header.Value.Trim(' ', '\t');
        }
        if (!fields.ContainsKey("signature") || !fields.ContainsKey("signature-input")) return "assertion-missing";
        Match input = Input.Match(fields["signature-input"]), signature = Signature.Match(fields["signature"]);
        if (!input.Success || !signature.Success) return "assertion-malformed";
        var covered = input.Groups[2].Value.Split(' ').Select(quoted => quoted.Trim('"')).ToList();
        if (covered.Distinct().Count() < covered.Count) return "assertion-malformed";
        string secret;
        if (!keys.TryGetValue(input.Groups[6].Value, out secret)) return "key-unknown";
        if (input.Groups[7].Value != "hmac-sha256") return "algorithm-wrong";
        if (!covered.Take(4).SequenceEqual(Target)) return "assertion-incomplete";
        string text = Base(covered, fields, method, target, isTls);
        if (text == null) return "assertion-incomplete";
        foreach (string name in fields.Keys)
        {
            bool isBare = name.StartsWith("x-gw-", StringComparison.Ordinal) || name == "content-digest"
                || name == "x-request-id";
            if (isBare && !covered.Contains(name)) return "assertion-incomplete";
        }
        text += "\"@signature-params\": " + input.Groups[1].Value;
        if (!IsEqual(MacOf(secret, text), signature.Groups[1].Value)) return "signature-wrong";
        long created = long.Parse(input.Groups[3].Value, CultureInfo.InvariantCulture);
        long expires = long.Parse(input.Groups[4].Value, CultureInfo.InvariantCulture);
        if (expires < created || expires - created > MaxLifetime) return "assertion-too-long";
        if (created > now + Skew) return "assertion-not-yet-valid";
        if (expires < now - Skew) return "assertion-expired";
        string seen = Note(input.Groups[5].Value, now);
        if (seen != null) return seen;
        string digest;
        if (!fields.TryGetValue("content-digest", out digest)) return RequireDigest ? "digest-missing" : null;
        using (var sha = SHA256.Create())
        {
            string own = "sha-256=:" + Convert.ToBase64String(sha.ComputeHash(body)) + ":";
            return IsEqual(own, digest) ? null : "digest-wrong";
        }
    }

    static string Base(List<string> covered, Dictionary<string, string> fields, string method, string target,
        bool isTls)
    {
        string authority = (fields.ContainsKey("host") ? fields["host"] : "").ToLowerInvariant();
        string port = isTls ? ":443" : ":80";
        if (authority.EndsWith(port, StringComparison.Ordinal))
            authority = authority.Substring(0, authority.Length - port.Length);
        int mark = target.IndexOf('?');
        string path = mark < 0 ? target : target.Substring(0, mark);
        string[] values = { method, authority, path, mark < 0 ? "?" : target.Substring(mark) };
        var text = new StringBuilder();
        foreach (string name in covered)
        {
            int at = Array.IndexOf(Target, name);
            string value = at >= 0 ? values[at] : fields.ContainsKey(name) ? fields[name] : null;
            if (value == null) return null;
            text.Append('"').Append(name).Append("\": ").Append(value).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Of this process. A full memory refuses.</summary>
    string Note(string nonce, double now)
    {
        lock (door)
        {
            double age = now - began;
            if (age >= Window)
            {
                previous = age >= 2 * Window ? new HashSet<string>() : current;
                current = new HashSet<string>();
                began = now;
            }
            if (current.Contains(nonce) || previous.Contains(nonce)) return "nonce-seen";
            if (current.Count >= MaxNonces) return "nonce-memory-full";
            current.Add(nonce);
            return null;
        }
    }

    static string MacOf(string secret, string text)
    {
        using (var mac = new HMACSHA256(Encoding.UTF8.GetBytes(secret)))
            return Convert.ToBase64String(mac.ComputeHash(Latin1.GetBytes(text)));
    }

    /// <summary>In a time that does not depend on where they differ.</summary>
    static bool IsEqual(string one, string other)
    {
        int difference = one.Length ^ other.Length;
        for (int i = 0; i < one.Length && i < other.Length; i++) difference |= one[i] ^ other[i];
        return difference == 0;
    }
}
`;

const MIDDLEWARE = `// ---- Program.cs: first of the middlewares
var assertions = new PortcullisAssertions(new Dictionary<string, string>
{
    ["KEY_ID"] = Environment.GetEnvironmentVariable("PORTCULLIS_ASSERTION"),
});
app.Use(async (context, next) =>
{
    var request = context.Request;
    var body = new MemoryStream();
    await request.Body.CopyToAsync(body);
    request.Body = body;
    var headers = request.Headers.SelectMany(
        field => field.Value, (field, value) => KeyValuePair.Create(field.Key, value ?? ""));
    // Not decoded: as it came.
    var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
    var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
    var why = assertions.Refusal(request.Method, target, headers, body.ToArray(), request.IsHttps, now);
    body.Position = 0;
    if (why == null) await next(context);
    else context.Response.StatusCode = 403;
});
`;
