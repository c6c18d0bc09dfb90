// Spring Boot 3: a filter, and a class that checks the signature and knows nothing of Spring.

import type { GatewayIdentity } from "./gateway-identity.ts";
import type { Snippet } from "./snippet.ts";

export const springSnippet: Snippet = {
  name: "spring",
  title: "Spring Boot 3 (Java 17)",
  proofs: ["signature"],
  comment: ["// ", ""],
  caveats: [
    "Two files, in the package of the application. Bodies are read whole, up to MAX_BODY; do not set",
    "server.forward-headers-strategy: it changes the scheme and host that are signed. Each process remembers the",
    "signatures that it has seen for itself. Speak HTTP/1.1 to the gateway. The body of a form is read here, so that",
    "getParameter has only the query's: take forms by @RequestBody MultiValueMap.",
  ],
  write: ({ assertionKeyId }: GatewayIdentity) => `${CORE}\n${FILTER.replace("KEY_ID", assertionKeyId)}`,
};

const CORE = String.raw`// ---- PortcullisAssertions.java
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.*;
import java.util.regex.*;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class PortcullisAssertions {
    static final long SKEW = 5, MAX_LIFETIME = 30, WINDOW = MAX_LIFETIME + 2 * SKEW;
    static final int MAX_NONCES = 1_000_000;
    static final boolean REQUIRE_DIGEST = false;
    private static final Pattern INPUT = Pattern.compile(
        "gw=(\\((\"@?[a-z0-9-]+\"(?: \"@?[a-z0-9-]+\")*)\\);created=(\\d{1,12});expires=(\\d{1,12});"
            + "nonce=\"([A-Za-z0-9_-]{16,64})\";keyid=\"([A-Za-z0-9._:-]{1,64})\";"
            + "alg=\"(hmac-sha256|ed25519)\";tag=\"apigw-v1\")");
    private static final Pattern SIGNATURE = Pattern.compile("gw=:([A-Za-z0-9+/]{43,86}={0,2}):");
    private static final List<String> TARGET = List.of("@method", "@authority", "@path", "@query");
    private static final Set<String> OWN =
        Set.of("signature", "signature-input", "content-digest", "x-request-id", "host");

    private final Map<String, String> keys;
    private Set<String> current = new HashSet<>(), previous = new HashSet<>();
    private double began = Double.NEGATIVE_INFINITY;

    /** @param keys secrets by the id of the key; two while one replaces the other */
    public PortcullisAssertions(Map<String, String> keys) {
        for (String secret : keys.values()) {
            if (secret == null || secret.length() < 32)
                throw new IllegalStateException("the assertion's secret has fewer than 32 characters");
        }
        this.keys = keys;
    }

    /** Null where it came through the gateway, else why it is refused. Fields: name and value each. */
    public String refusal(String method, String target, List<String[]> headers, byte[] body, boolean isTls,
            double now) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String[] header : headers) {
            String spelled = header[0].toLowerCase(Locale.ROOT), name = spelled.replace('_', '-');
            if (!OWN.contains(name) && !name.startsWith("x-gw-")) continue;
            if (!spelled.equals(name) || fields.put(name, header[1].strip()) != null)
                return "assertion-ambiguous";
        }
        if (!fields.containsKey("signature") || !fields.containsKey("signature-input"))
            return "assertion-missing";
        Matcher input = INPUT.matcher(fields.get("signature-input"));
        Matcher signature = SIGNATURE.matcher(fields.get("signature"));
        if (!input.matches() || !signature.matches()) return "assertion-malformed";
        List<String> covered = new ArrayList<>();
        for (String quoted : input.group(2).split(" ")) covered.add(quoted.substring(1, quoted.length() - 1));
        if (new HashSet<>(covered).size() < covered.size()) return "assertion-malformed";
        String secret = keys.get(input.group(6));
        if (secret == null) return "key-unknown";
        if (!input.group(7).equals("hmac-sha256")) return "algorithm-wrong";
        if (covered.size() < 4 || !covered.subList(0, 4).equals(TARGET)) return "assertion-incomplete";
        String base = base(covered, fields, method, target, isTls);
        if (base == null) return "assertion-incomplete";
        for (String name : fields.keySet()) {
            boolean isBare = name.startsWith("x-gw-") || name.equals("content-digest") || name.equals("x-request-id");
            if (isBare && !covered.contains(name)) return "assertion-incomplete";
        }
        base += "\"@signature-params\": " + input.group(1);
        if (!isEqual(mac(secret, base), signature.group(1))) return "signature-wrong";
        long created = Long.parseLong(input.group(3)), expires = Long.parseLong(input.group(4));
        if (expires < created || expires - created > MAX_LIFETIME) return "assertion-too-long";
        if (created > now + SKEW) return "assertion-not-yet-valid";
        if (expires < now - SKEW) return "assertion-expired";
        String seen = note(input.group(5), now);
        if (seen != null) return seen;
        String digest = fields.get("content-digest");
        if (digest == null) return REQUIRE_DIGEST ? "digest-missing" : null;
        return isEqual("sha-256=:" + sha256(body) + ":", digest) ? null : "digest-wrong";
    }

    private static String base(List<String> covered, Map<String, String> fields, String method, String target,
            boolean isTls) {
        String authority = fields.getOrDefault("host", "").toLowerCase(Locale.ROOT);
        String port = isTls ? ":443" : ":80";
        if (authority.endsWith(port)) authority = authority.substring(0, authority.length() - port.length());
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        List<String> values = List.of(method, authority, path, mark < 0 ? "?" : target.substring(mark));
        StringBuilder base = new StringBuilder();
        for (String name : covered) {
            int at = TARGET.indexOf(name);
            String value = at < 0 ? fields.get(name) : values.get(at);
            if (value == null) return null;
            base.append('"').append(name).append("\": ").append(value).append('\n');
        }
        return base.toString();
    }

    /** Of this process. A full memory refuses. */
    private synchronized String note(String nonce, double now) {
        double age = now - began;
        if (age >= WINDOW) {
            previous = age >= 2 * WINDOW ? new HashSet<>() : current;
            current = new HashSet<>();
            began = now;
        }
        if (current.contains(nonce) || previous.contains(nonce)) return "nonce-seen";
        if (current.size() >= MAX_NONCES) return "nonce-memory-full";
        current.add(nonce);
        return null;
    }

    private static String mac(String secret, String base) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] made = mac.doFinal(base.getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(made);
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException(error);
        }
    }

    private static String sha256(byte[] body) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException(error);
        }
    }

    /** In a time that does not depend on where they differ. */
    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.ISO_8859_1),
            other.getBytes(StandardCharsets.ISO_8859_1));
    }
}
`;

const FILTER = `// ---- PortcullisFilter.java
import jakarta.servlet.*;
import jakarta.servlet.http.*;
import java.io.*;
import java.util.*;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class PortcullisFilter extends OncePerRequestFilter {
    static final int MAX_BODY = 10 * 1024 * 1024;
    private final PortcullisAssertions assertions =
        new PortcullisAssertions(Collections.singletonMap("KEY_ID", System.getenv("PORTCULLIS_ASSERTION")));

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            response.sendError(413);
            return;
        }
        List<String[]> headers = new ArrayList<>();
        for (String name : Collections.list(request.getHeaderNames()))
            for (String value : Collections.list(request.getHeaders(name))) headers.add(new String[] {name, value});
        String query = request.getQueryString();
        // Not decoded: as it came.
        String target = request.getRequestURI() + (query == null ? "" : "?" + query);
        double now = System.currentTimeMillis() / 1000.0;
        String why = assertions.refusal(request.getMethod(), target, headers, body, request.isSecure(), now);
        if (why != null) {
            response.sendError(403);
            return;
        }
        chain.doFilter(new WithBody(request, body), response);
    }

    /** What was read is there to be read. */
    private static final class WithBody extends HttpServletRequestWrapper {
        private final ByteArrayInputStream bytes;

        WithBody(HttpServletRequest request, byte[] body) {
            super(request);
            this.bytes = new ByteArrayInputStream(body);
        }

        @Override
        public ServletInputStream getInputStream() {
            return new ServletInputStream() {
                @Override public int read() { return bytes.read(); }
                @Override public boolean isFinished() { return bytes.available() == 0; }
                @Override public boolean isReady() { return true; }
                @Override public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException();
                }
            };
        }

        @Override
        public BufferedReader getReader() throws IOException {
            String charset = getCharacterEncoding();
            return new BufferedReader(new InputStreamReader(getInputStream(), charset == null ? "UTF-8" : charset));
        }
    }
}
`;
