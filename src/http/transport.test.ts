import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect as connectPlain, createServer, type Server, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { turnWork } from "#kernel/turn-work.ts";
import { opensslAuthority } from "../../test/harness/openssl-authority.ts";
import { Transport, type TransportOwner } from "./transport.ts";

type Pair = { readonly transport: Transport; readonly heard: string[]; readonly client: Socket };

/** A transport over an accepted connection, what its owner hears, and the paused client at the other end. */
async function pair(t: TestContext, isTls: boolean): Promise<Pair> {
  const heard: string[] = [];
  const owner: TransportOwner = {
    took: (bytes) => heard.push(`took ${bytes}`),
    ended: () => heard.push("ended"),
    drained: () => heard.push("drained"),
    closed: () => heard.push("closed"),
  };
  const server = isTls ? tlsServer(t) : createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo; // It listens on an address.
  const accepted = once(server, isTls ? "secureConnection" : "connection");
  const options = { host: "127.0.0.1", port };
  const client = isTls ? connectTls({ ...options, rejectUnauthorized: false }) : connectPlain(options);
  client.on("error", () => {});
  client.pause();
  const [socket] = await accepted;
  const transport = Transport.accept(socket, owner);
  t.after(() => transport.destroy());
  t.after(() => client.destroy());
  return { transport, heard, client };
}

function tlsServer(t: TestContext): Server {
  const authority = opensslAuthority(t);
  return createTlsServer({ key: authority.pem("server.key"), cert: authority.pem("server.pem") });
}

async function readAll(client: Socket): Promise<string> {
  let text = "";
  for await (const piece of client) text += piece.toString("latin1");
  return text;
}

/** Brings the thread to where it gathers writes, and does so for what is written next. */
async function gatherWrites(): Promise<void> {
  const writer = { flush: () => {} };
  for (let turn = 0; turn < 100; turn++) {
    for (let writes = 0; writes < 5; writes++) turnWork.gathers(writer);
    await nextTurn();
  }
  assert.ok(turnWork.gathers(writer));
}

/** Behind the reads of a turn, before its end: an immediate that is there before they are is the first. */
const afterReads = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** As much as reaches a client in one turn of the loop, read by it. */
async function readNow(client: Socket): Promise<string> {
  await nextTurn();
  return client.read()?.toString("latin1") ?? "";
}

for (const isTls of [false, true]) {
  describe(
    isTls ? "a transport over TLS, where writes are gathered" : "a transport, where writes are gathered",
    () => {
      it("sends small writes of one turn at its end, in order, and large ones with what waits before them", async (t) => {
        const { transport, client } = await pair(t, isTls);
        await gatherWrites();
        let expected = "";
        for (const length of [5, 7, 40_000, 3, 16_383, 1, 16_384, 300_000, 2]) {
          const text = String.fromCharCode(0x61 + (expected.length % 26)).repeat(length);
          expected += text;
          transport.write(text);
        }
        transport.end();
        assert.equal(await readAll(client), expected);
      });

      it("has room for a small write, of which nothing has gone before the end of the turn", async (t) => {
        const { transport, client, heard } = await pair(t, isTls);
        await gatherWrites();
        assert.equal(transport.write("answer"), true);
        assert.equal(transport.isPending, false);
        let text = "";
        while (text === "") text = await readNow(client);
        assert.equal(text, "answer");
        assert.deepEqual(heard, []);
      });

      for (const ending of ["end", "destroy"] as const) {
        it(`${ending}s the connection after what waited, not before`, async (t) => {
          const { transport, client } = await pair(t, isTls);
          await gatherWrites();
          transport.write("last words");
          transport[ending]();
          assert.equal(await readAll(client), "last words");
        });
      }

      it("hands on what comes in order, whatever it is cut into, and only then that it has ended", async (t) => {
        const { heard, client } = await pair(t, isTls);
        await gatherWrites();
        let expected = "";
        for (const length of [5, 40_000, 3, 16_384, 2]) {
          const text = String.fromCharCode(0x61 + (expected.length % 26)).repeat(length);
          expected += text;
          client.write(text);
          if (length % 2 === 1) await nextTurn();
        }
        client.end();
        while (!heard.includes("ended")) await nextTurn();
        const taken = heard.slice(0, heard.indexOf("ended"));
        assert.ok(taken.every((what) => what.startsWith("took ")));
        assert.equal(taken.map((what) => what.slice(5)).join(""), expected);
      });

      it("says that it holds what its owner has not heard of, which is gone with the connection", async (t) => {
        const { transport, heard, client } = await pair(t, isTls);
        await gatherWrites();
        await nextTurn();
        client.write("question");
        while (!transport.isHolding && heard.length === 0) await afterReads();
        assert.deepEqual(heard, []);
        transport.destroy();
        assert.equal(transport.isHolding, false);
        while (heard.length === 0) await nextTurn();
        assert.deepEqual(heard, ["closed"]);
      });

      it("asks to hold where the peer reads nothing, and tells when it has read", async (t) => {
        const { transport, heard, client } = await pair(t, isTls);
        await gatherWrites();
        let written = 0;
        do written += 1000;
        while (transport.write("x".repeat(1000)) || heard.splice(0).length > 0);
        await nextTurn();
        let read = 0;
        client.on("data", (piece: Buffer) => {
          read += piece.length;
        });
        client.resume();
        while (read < written) await nextTurn();
        while (transport.isPending) await nextTurn();
        assert.deepEqual(heard, ["drained"]);
        assert.equal(transport.write("y"), true);
      });
    },
  );

  describe(isTls ? "a transport over TLS" : "a transport", () => {
    it("sends what is written in one turn, and in later ones, whole and in order, and then its end", async (t) => {
      const { transport, client } = await pair(t, isTls);
      let expected = "";
      for (const length of [5, 8192, 8193, 40_000, 1, 3, 300_000, 2]) {
        const text = String.fromCharCode(0x61 + (expected.length % 26)).repeat(length);
        expected += text;
        transport.write(text);
        if (length % 2 === 1) await nextTurn();
      }
      transport.end();
      assert.equal(await readAll(client), expected);
    });

    it("has nothing pending a turn after a small write, and ends at once then", async (t) => {
      const { transport, client } = await pair(t, isTls);
      assert.equal(transport.write("answer"), true);
      await nextTurn();
      await nextTurn();
      assert.equal(transport.isPending, false);
      transport.end();
      assert.equal(await readAll(client), "answer");
    });

    it("asks to hold where the peer reads nothing, and tells when it has read", async (t) => {
      const { transport, heard, client } = await pair(t, isTls);
      let written = 0;
      // Over TLS it says only turns later whether the system took it.
      do {
        heard.length = 0;
        do written += 8192;
        while (transport.write("x".repeat(8192)));
        for (let turn = 0; turn < 5; turn++) await nextTurn();
      } while (heard.includes("drained"));
      assert.ok(transport.isPending);
      let read = 0;
      client.on("data", (piece: Buffer) => {
        read += piece.length;
      });
      client.resume();
      while (read < written || heard.length === 0) await nextTurn();
      assert.deepEqual(heard, ["drained"]);
      assert.equal(transport.write("y"), true);
    });

    it("tells of a peer that is gone, with a write on its way, once", async (t) => {
      const { transport, heard, client } = await pair(t, isTls);
      transport.write("answer");
      client.destroy();
      while (!heard.includes("closed")) {
        transport.write("more");
        await nextTurn();
      }
      assert.deepEqual(
        heard.filter((word) => word === "closed"),
        ["closed"],
      );
      assert.equal(transport.write("after"), true);
    });
  });
}
