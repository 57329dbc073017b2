"""A TCP peer on Linux's stack, for the TAP tests.

peer.py send HOST PORT SECONDS      sends the chargen stream to a sink, compares the sink's answer
peer.py receive HOST PORT SECONDS   receives the chargen stream and compares it
peer.py serve HOST SINK SOURCE      serves a sink and a source of the stream until it is killed
peer.py echo HOST PORT COUNT SEED   COUNT connections open at the same time, each echoes its bytes

What comes wrong, ends early, or does not move for STALL seconds ends it with exit code 1.
"""

import asyncio
import hashlib
import random
import socket
import sys
import threading
import time

STALL = 20


def line(number):
    """A line of the character generator (RFC 864)."""
    return bytes(32 + (number + i) % 95 for i in range(72)) + b"\r\n"


PERIOD = b"".join(line(n) for n in range(95))
BLOCK = PERIOD * 9
LOOKUP = PERIOD * 11


def fail(why):
    print("FAILED: " + why)
    sys.exit(1)


def summary(count, digest):
    return "%d bytes, sha256 %s" % (count, digest.hexdigest())


def report(what, count, start):
    seconds = time.monotonic() - start
    print("intact: %s %d bytes in %.2f s, %.1f Mbit/s" % (what, count, seconds, count * 8e-6 / seconds))


def send(host, port, seconds):
    s = socket.create_connection((host, port), STALL)
    start = time.monotonic()
    digest = hashlib.sha256()
    count = 0
    while time.monotonic() < start + seconds:
        s.sendall(BLOCK)
        digest.update(BLOCK)
        count += len(BLOCK)
    s.shutdown(socket.SHUT_WR)
    answer = b""
    piece = s.recv(1000)
    while piece:
        answer += piece
        piece = s.recv(1000)
    ours = summary(count, digest)
    if answer.decode().strip() != ours:
        fail("sent %s, but the sink has got %r" % (ours, answer))
    report("sent", count, start)


def receive(host, port, seconds):
    s = socket.create_connection((host, port), STALL)
    start = time.monotonic()
    count = 0
    while time.monotonic() < start + seconds:
        piece = s.recv(65536)
        if not piece:
            fail("the stream ends after %d bytes" % count)
        at = count % len(PERIOD)
        if LOOKUP[at : at + len(piece)] != piece:
            fail("wrong among the %d bytes after %d" % (len(piece), count))
        count += len(piece)
    report("received", count, start)


def sink(s):
    digest = hashlib.sha256()
    count = 0
    piece = s.recv(65536)
    while piece:
        digest.update(piece)
        count += len(piece)
        piece = s.recv(65536)
    s.sendall((summary(count, digest) + "\r\n").encode())
    s.close()


def source(s):
    try:
        while True:
            s.sendall(BLOCK)
    except OSError:
        s.close()  # The receiver has had enough.


def serve(host, sink_port, source_port):
    def accept(port, session):
        listener = socket.create_server((host, port), backlog=64)
        while True:
            s, _ = listener.accept()
            threading.Thread(target=session, args=(s,), daemon=True).start()

    threading.Thread(target=accept, args=(sink_port, sink), daemon=True).start()
    print("serving", flush=True)
    accept(source_port, source)


async def echoes(host, port, count, seed):
    all_open = asyncio.Event()
    opened = 0

    async def one(index):
        nonlocal opened
        reader, writer = await asyncio.open_connection(host, port)
        opened += 1
        if opened == count:
            all_open.set()
        await all_open.wait()
        data = random.Random(seed * 1000003 + index).randbytes(1 + index * 37 % 20000)
        writer.write(data)
        await writer.drain()
        writer.write_eof()
        back = await reader.read(-1)
        if back != data:
            fail("connection %d: %d bytes went, %d came, not the same" % (index, len(data), len(back)))
        writer.close()
        await writer.wait_closed()

    await asyncio.wait_for(asyncio.gather(*(one(i) for i in range(count))), 3 * STALL)
    print("intact: %d connections" % count)


def main(mode, host, *rest):
    if mode == "send":
        send(host, int(rest[0]), float(rest[1]))
    elif mode == "receive":
        receive(host, int(rest[0]), float(rest[1]))
    elif mode == "serve":
        serve(host, int(rest[0]), int(rest[1]))
    elif mode == "echo":
        asyncio.run(echoes(host, int(rest[0]), int(rest[1]), int(rest[2])))
    else:
        fail("no mode " + mode)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (TimeoutError, socket.timeout, asyncio.TimeoutError):
        fail("stalled: nothing moved for %d s" % STALL)
