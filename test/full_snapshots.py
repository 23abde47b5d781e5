#!/usr/bin/env python3
"""Joins a Starfray server, flies in a circle, fires, and prints what it sees.

An example for other languages: the standard library alone, written from docs/protocol.md. It asks for full snapshots,
ten a second, each of which says everything that is in view, so there is nothing to predict and nothing to keep.

    python3 test/full_snapshots.py --url ws://localhost:8080 --seconds 5
"""

import argparse
import base64
import hashlib
import json
import os
import signal
import socket
import struct
import sys
import time
import urllib.parse

# --- docs/protocol.md: messages, rows and events, in wire order ------------------------------------------------------

INPUT = 1
SNAPSHOT, WELCOME, PLAYERS, LEADERBOARD, DENSITY, ROLE, TICK_HEALTH = range(16, 23)

ENTITIES = [
    ("ship", ["aim", "x", "y", "vx", "vy", "thrust", "boosting", "hull", "repairing", "shielded", "upgrades", "tier", "player", "team", "carries"]),
    ("shot", ["x/32", "y/32", "angle", "life", "player"]),
    ("shard", ["x", "y", "vx", "vy", "value"]),
    ("crate", ["x/256", "y/256", "weapon", "charges", "life"]),
    ("missile", ["turn", "angle", "x/32", "y/32", "life", "target", "player"]),
    ("mine", ["x/256", "y/256", "arming", "life", "player"]),
    ("flag", ["x", "y", "state", "carrier", "returnsTick", "team"]),
    ("ring", ["x", "y", "sinceTick"]),
    ("match", ["score1", "score2", "score3", "score4", "phase", "endsTick", "winner", "champion", "number", "x", "y"]),
    ("storm", ["x", "y", "vx", "vy", "wait", "life"]),
]
PRIVATE = [
    "energy", "cooldown", "score", "repairWait", "shieldLeft",
    "level", "progress", "bounty", "offer1", "offer2", "offer3", "chose", "charges", "specialWait",
]
EVENTS = [
    ("hit", ["x/256", "y/256", "victim", "damage"]),
    ("bump", ["x/256", "y/256", "damage"]),
    ("explosion", ["x/256", "y/256", "victim"]),
    ("kill", ["killer", "victim", "bounty", "weapon"]),
    ("died", ["killer", "waitTicks", "score", "rewound", "cause", "hits", "flownTicks", "kills", "level", "bounty", "bestStreak"]),
    ("pickup", ["x/256", "y/256", "value"]),
    ("wanted", ["x/256", "y/256", "player", "tier", "isNew"]),
    ("said", ["x/256", "y/256", "player", "phrase"]),
    ("flagNews", ["team", "player", "state", "captured"]),
    ("placed", ["place"]),
    ("blast", ["x/256", "y/256", "weapon", "isHarmful"]),
    ("beam", ["x/256", "y/256", "angle", "reach", "player"]),
    ("pulse", ["x/256", "y/256", "player"]),
]
PRIVATE_FULL = -64
UNITS_PER_PX = 256
ANGLE_STEPS = 1024

# Controls are for ticks to come: so many ahead of the newest snapshot they arrive in time.
LEAD_TICKS = 8


class ProtocolError(Exception):
    """The server said something that this script does not understand."""


# --- MessagePack -----------------------------------------------------------------------------------------------------


class Unpacker:
    """Reads one value; of MessagePack only what the server sends: no maps, no extensions."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise ProtocolError("a message ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form):
        return struct.unpack(">" + form, self.take(struct.calcsize(form)))[0]

    def value(self):
        head = self.number("B")
        if head <= 0x7F:
            return head
        if head >= 0xE0:
            return head - 256
        if 0x90 <= head <= 0x9F:
            return self.array(head & 15)
        if 0xA0 <= head <= 0xBF:
            return self.text(head & 31)
        reader = self.READERS.get(head)
        if reader is None:
            raise ProtocolError(f"no value begins with {head:#x}")
        return reader(self)

    def array(self, count):
        return [self.value() for _ in range(count)]

    def text(self, length):
        return self.take(length).decode("utf-8")

    READERS = {
        0xC0: lambda self: None,
        0xC2: lambda self: False,
        0xC3: lambda self: True,
        0xC4: lambda self: bytes(self.take(self.number("B"))),
        0xC5: lambda self: bytes(self.take(self.number("H"))),
        0xCA: lambda self: self.number("f"),
        0xCB: lambda self: self.number("d"),
        0xCC: lambda self: self.number("B"),
        0xCD: lambda self: self.number("H"),
        0xCE: lambda self: self.number("I"),
        0xCF: lambda self: self.number("Q"),
        0xD0: lambda self: self.number("b"),
        0xD1: lambda self: self.number("h"),
        0xD2: lambda self: self.number("i"),
        0xD3: lambda self: self.number("q"),
        0xD9: lambda self: self.text(self.number("B")),
        0xDA: lambda self: self.text(self.number("H")),
        0xDC: lambda self: self.array(self.number("H")),
        0xDD: lambda self: self.array(self.number("I")),
    }


def unpack(data):
    unpacker = Unpacker(data)
    value = unpacker.value()
    if unpacker.at != len(data):
        raise ProtocolError("a message goes on after its end")
    return value


def pack(value):
    """Packs what this script says: arrays of whole numbers that are not negative."""
    if isinstance(value, list):
        return bytes([0x90 | len(value)]) + b"".join(pack(element) for element in value)
    if value <= 0x7F:
        return bytes([value])
    return struct.pack(">BI", 0xCE, value)


# --- WebSocket (RFC 6455) --------------------------------------------------------------------------------------------

BINARY, CLOSE, PING, PONG = 2, 8, 9, 10
ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Closed(Exception):
    """The server closed the connection."""

    def __init__(self, code, reason):
        super().__init__(f"closed with {code}: {reason}")
        self.code = code


class WebSocket:
    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port or 80), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {parts.path}?{parts.query} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: starfray",
            f"Sec-WebSocket-Key: {key}",
        ]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.buffer:
            self.fill()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        accept = base64.b64encode(hashlib.sha1((key + ACCEPT_SUFFIX).encode()).digest()).decode()
        if not head.startswith(b"HTTP/1.1 101") or accept not in head.decode():
            raise ProtocolError("no WebSocket: " + head.split(b"\r\n")[0].decode())

    def fill(self):
        chunk = self.socket.recv(65536)
        if chunk == b"":
            raise Closed(1006, "the connection was lost")
        self.buffer += chunk

    def take(self, count):
        while len(self.buffer) < count:
            self.fill()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def send(self, opcode, payload):
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.socket.sendall(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked)

    def receive(self):
        """The next binary message; answers pings on the way."""
        while True:
            head, length = self.take(2)
            if length == 126:
                (length,) = struct.unpack(">H", self.take(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self.take(8))
            payload = self.take(length)
            opcode = head & 15
            if opcode == PING:
                self.send(PONG, payload)
            elif opcode == CLOSE:
                self.send(CLOSE, payload[:2])
                raise Closed(struct.unpack(">H", payload[:2])[0], payload[2:].decode())
            elif opcode == BINARY and head & 0x80:
                return payload

    def close(self):
        self.send(CLOSE, struct.pack(">H", 1000))
        self.socket.close()


# --- Starfray --------------------------------------------------------------------------------------------------------


class Reader:
    """Takes the elements of a snapshot one after the other."""

    def __init__(self, elements):
        self.elements = elements
        self.at = 0

    def take(self):
        self.at += 1
        return self.elements[self.at - 1]

    def row(self, columns):
        """Columns with a grain are named with it and come divided by it."""
        row = {}
        for column in columns:
            name, _, grain = column.partition("/")
            row[name] = self.take() * int(grain or 1)
        return row

    @property
    def is_done(self):
        return self.at == len(self.elements)


def read_snapshot(elements):
    """A full snapshot as a dictionary. The slots that its focus refers to are the places of the entities, from 0."""
    reader = Reader(elements)
    _type, tick, age, _input, _early, focus, _checksum, left = (reader.take() for _ in range(8))
    if age != 0 or left is not None:
        raise ProtocolError("this is no full snapshot")
    entities = []
    for _ in range(reader.take()):
        name, columns = ENTITIES[reader.take()]
        entities.append({"entity": name, "id": reader.take(), **reader.row(columns)})
    if reader.take() is not None:
        raise ProtocolError("a full snapshot changes nothing")
    private = reader.take()
    if private not in (None, PRIVATE_FULL):
        raise ProtocolError("the private row does not come in full")
    cockpit = None if private is None else reader.row(PRIVATE)
    events = []
    while not reader.is_done:
        name, columns = EVENTS[reader.take()]
        events.append({"event": name, **reader.row(columns)})
    own = None if focus is None or cockpit is None else entities[focus]
    return {"tick": tick, "entities": entities, "own": own, "cockpit": cockpit, "events": events}


class Pilot:
    """Flies in a circle, and remembers what it has seen."""

    def __init__(self, url, name):
        query = urllib.parse.urlencode({"kind": "bot", "name": name, "snapshots": "full"})
        self.socket = WebSocket(f"{url}/ws?{query}")
        self.names = {}
        self.player_id = 0
        self.snapshots = 0
        self.first_place = None
        self.travelled_px = 0
        self.ships_seen = set()
        self.events = {}

    def take(self, data):
        message = unpack(data)
        kind = message[0]
        if kind == SNAPSHOT:
            self.look(read_snapshot(message))
        elif kind == WELCOME:
            _protocol, tick, role, self.player_id, room, _resume, arena = message[1:]
            print(f"welcome to {room!r} as {role} {self.player_id} at tick {tick}; the map's seed is {arena[0]}")
        elif kind == PLAYERS:
            for player_id, name, player_kind, _hue in message[1]:
                self.names[player_id] = name
                print(f"player {player_id} is {name!r}, a {player_kind}")
        elif kind == LEADERBOARD:
            entries = message[1]
            places = [f"{self.names.get(entries[i], '?')} {entries[i + 1]}" for i in range(0, len(entries), 2)]
            print("leaderboard: " + ", ".join(places))
        elif kind not in (DENSITY, ROLE, TICK_HEALTH):
            raise ProtocolError(f"no message is of type {kind}")

    def look(self, snapshot):
        self.snapshots += 1
        tick, own = snapshot["tick"], snapshot["own"]
        for event in snapshot["events"]:
            self.events[event["event"]] = self.events.get(event["event"], 0) + 1
        for entity in snapshot["entities"]:
            if entity["entity"] == "ship":
                self.ships_seen.add(entity["player"])
        if own is not None:
            self.fly_on(own)
        if self.snapshots % 10 == 1:
            self.tell(snapshot)
        self.steer(tick)

    def fly_on(self, own):
        place = (own["x"] / UNITS_PER_PX, own["y"] / UNITS_PER_PX)
        self.first_place = self.first_place or place
        far = ((place[0] - self.first_place[0]) ** 2 + (place[1] - self.first_place[1]) ** 2) ** 0.5
        self.travelled_px = max(self.travelled_px, round(far))

    def tell(self, snapshot):
        kinds = [entity["entity"] for entity in snapshot["entities"]]
        seen = ", ".join(f"{kinds.count(name)} {name}s" for name, _ in ENTITIES)
        own, cockpit = snapshot["own"], snapshot["cockpit"]
        where = "no ship"
        if own is not None:
            where = f"at {own['x'] // UNITS_PER_PX}, {own['y'] // UNITS_PER_PX} px, hull {own['hull']}"
            where += f", energy {cockpit['energy']}, score {cockpit['score']}"
        print(f"tick {snapshot['tick']}: {where}; in view {seen}")

    def steer(self, tick):
        thrust = 1 + (tick // 30) % 8
        aim = (tick * 4) % ANGLE_STEPS
        fire = (tick // 20) % 2
        # Thrust, aim, boost, fire, no upgrade, no phrase, and the weapon from a crate, if there is one.
        controls = [thrust, aim, 0, fire, 0, 0, fire]
        self.socket.send(BINARY, pack([INPUT, tick, tick + LEAD_TICKS, 0, controls * 2]))

    def summary(self):
        return {
            "playerId": self.player_id,
            "snapshots": self.snapshots,
            "travelledPx": self.travelled_px,
            "shipsSeen": len(self.ships_seen),
            "named": len(self.names),
            "events": self.events,
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--url", default="ws://localhost:8080")
    parser.add_argument("--name", default="Python")
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    # However it is asked to end, it says goodbye: a connection that just breaks leaves its ship in the arena for half a minute.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        pilot = Pilot(options.url, options.name)
        end = time.monotonic() + options.seconds
        try:
            while time.monotonic() < end:
                pilot.take(pilot.socket.receive())
        except KeyboardInterrupt:
            pass
        pilot.socket.close()
    except (Closed, ProtocolError, OSError) as error:
        print(f"full_snapshots: {error}", file=sys.stderr)
        return 1
    print(json.dumps(pilot.summary()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
