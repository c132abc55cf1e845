"""Cases for contexts, padding, hybrid keys, bodies, frames and parts."""

from sealing.contexts import context
from sealing.parts import Place, Role
from tests.vectors.fixed_bytes import (
    BOND,
    DEPLOYMENT,
    OTHER_DEPLOYMENT,
    OTHER_QUEUE,
    OTHER_TIP,
    QUEUE,
    QUEUE_SEED,
    TIP,
    Json,
    Ledger,
    hybrid_public,
    made_up,
    place,
)
from tests.vectors.writing import VectorFile

KEY = made_up("part key").hex()
SALT = made_up("body salt", 16).hex()


def contexts() -> VectorFile:
    file = VectorFile("contexts", "What every ciphertext is bound to (specification, section 2)")
    file.gives("a label alone", "context", {"label": "part", "fields": []})
    every_kind = [{"bytes": DEPLOYMENT.hex()}, {"text": "c-03703"}, {"u32": 7}]
    file.gives(
        "bytes, text and integers stand in order", "context", {"label": "part-key", "fields": every_kind}
    )
    file.gives(
        "an empty field still has its length",
        "context",
        {"label": "x", "fields": [{"text": ""}, {"bytes": ""}]},
    )
    for name, text in (("composed", "x\u00e3 H\u00e0 Trung"), ("decomposed", "xa\u0303 Ha\u0300 Trung")):
        file.gives(f"{name} text gives the same bytes", "context", {"label": "x", "fields": [{"text": text}]})
    longest = {"bytes": {"repeat": "5a", "times": 65535}}
    file.gives("the longest field fits", "context", {"label": "x", "fields": [longest]}, long=True)
    for number in (0, 1, 4294967295):
        file.gives(f"the integer {number}", "context", {"label": "x", "fields": [{"u32": number}]})
    too_long = {"bytes": {"repeat": "5a", "times": 65536}}
    file.refuses("a field over 65,535 bytes", "context", {"label": "x", "fields": [too_long]}, "Malformed")
    for number in (-1, 4294967296):
        fields = {"label": "x", "fields": [{"u32": number}]}
        file.refuses(f"the integer {number} is outside u32", "context", fields, "Malformed")
    for label in ("", "Part", "part key", "part\u0000", "a" * 41, "phần"):
        file.refuses(f"the label {label!r} isn't one", "context", {"label": label, "fields": []}, "Malformed")
    return file


def padding() -> VectorFile:
    file = VectorFile("padding", "Padmé with a floor of 1 KiB (specification, section 6)")
    for length in (
        2,
        3,
        8,
        9,
        10,
        31,
        33,
        100,
        255,
        256,
        257,
        1023,
        1024,
        1025,
        65537,
        10**6,
        2**26 - 1,
        2**26,
    ):
        file.gives(f"padme of {length}", "padme", {"length": length})
    for length in (0, 1, 12, 1023, 1024, 1025, 1088, 1089, 65535, 65536, 65537, 10**6, 2**26):
        file.gives(f"padded size of {length}", "padded", {"length": length})
    return file


def hybrid_keys(ledger: Ledger) -> VectorFile:
    file = VectorFile(
        "hybrid_keys", "Sealing a key to an X-Wing public key with HPKE (specification, section 3)"
    )
    seed, info = QUEUE_SEED.hex(), context("part-key", DEPLOYMENT, TIP, 1, "report", QUEUE, 1).hex()
    other_info = context("part-key", DEPLOYMENT, TIP, 2, "report", QUEUE, 1).hex()
    file.material["sealed"] = ledger.sealed("hybrid", bytes.fromhex(KEY), QUEUE_SEED, bytes.fromhex(info))
    file.material["public"] = hybrid_public(QUEUE_SEED).hex()
    sealed, public = {"from": "sealed"}, {"from": "public"}
    for name in ("queue seed", "officer seed", "recovery seed"):
        file.gives(
            f"the public key of the {name}",
            "public_key_of",
            {"seed": made_up(name).hex()},
            long=name[0] != "q",
        )
    file.gives("a public key is taken as it is", "check_public_key", {"public_key": public}, long=True)
    file.gives("a sealed key opens", "open_key", {"sealed": sealed, "seed": seed, "info": info})
    wrong: list[tuple[str, Json, str]] = [
        (
            "another seed",
            {"sealed": sealed, "seed": made_up("officer seed").hex(), "info": info},
            "WrongKeyOrPlace",
        ),
        ("another context", {"sealed": sealed, "seed": seed, "info": other_info}, "WrongKeyOrPlace"),
        ("an empty context", {"sealed": sealed, "seed": seed, "info": ""}, "WrongKeyOrPlace"),
        ("a seed of 31 bytes", {"sealed": sealed, "seed": seed[2:], "info": info}, "Malformed"),
        ("a byte cut off", {"sealed": {"slice": [sealed, 0, -1]}, "seed": seed, "info": info}, "Malformed"),
        ("a byte more", {"sealed": {"join": [sealed, "00"]}, "seed": seed, "info": info}, "Malformed"),
        ("nothing", {"sealed": "", "seed": seed, "info": info}, "Malformed"),
    ]
    places = {
        "ML-KEM ciphertext": 0,
        "end of it": 1088 * 8 - 1,
        "X25519 share": 1088 * 8,
        "sealed key": 1120 * 8,
        "tag": -1,
    }
    for name, bit in places.items():
        given = {"sealed": {"flip": [sealed, bit]}, "seed": seed, "info": info}
        wrong.append((f"a bit flipped in the {name}", given, "WrongKeyOrPlace"))
    for name, given, error in wrong:
        file.refuses(name, "open_key", given, error)
    over_modulus = {"join": ["ff" * 3, {"slice": [public, 3, None]}]}
    for call, rest in (("check_public_key", {}), ("seal_key", {"key": KEY, "info": info})):
        for name, bad in (
            ("short", {"slice": [public, 0, -1]}),
            ("empty", ""),
            ("over the modulus", over_modulus),
        ):
            file.refuses(
                f"{call}: a public key that is {name}", call, {"public_key": bad, **rest}, "Malformed"
            )
    given = {"key": KEY[2:], "public_key": public, "info": info}
    file.refuses("nothing but 32-byte keys is sealed", "seal_key", given, "Malformed")
    return file


def bodies() -> VectorFile:
    file = VectorFile("bodies", "Sealing bytes under a key in chunks (specification, section 4)")
    ctx = context("part", DEPLOYMENT, TIP, 1, "report").hex()
    base: Json = {"key": KEY, "ctx": ctx}
    lengths = {"one": 1, "short": 1024, "full": 65536, "full-and-one": 65537, "three": 150000}
    for name, length in lengths.items():
        given = {**base, "plaintext": {"repeat": "a7", "times": length}, "random": SALT}
        file.material[name] = {"call": "seal_body", "in": given}
        file.gives(f"{length} bytes are sealed", "seal_body", given, long=length > 1)
        file.gives(f"{length} bytes open", "open_body", {**base, "sealed": {"from": name}}, long=length > 1)
    for name, plaintext, key in (("nothing", "", KEY), ("with a key of 31 bytes", "00", KEY[2:])):
        given = {"key": key, "ctx": ctx, "plaintext": plaintext, "random": SALT if key != KEY else ""}
        file.refuses(f"sealing {name}", "seal_body", given, "Malformed")
    short, three = {"from": "short"}, {"from": "three"}
    step = 65552
    head, one, two, last = (
        {"slice": [three, start, end]}
        for start, end in ((0, 56), (56, 56 + step), (56 + step, 56 + 2 * step), (56 + 2 * step, None))
    )
    other = {
        "key": KEY,
        "ctx": ctx,
        "plaintext": {"repeat": "a7", "times": 1024},
        "random": made_up("salt 2", 16).hex(),
    }
    tail = {"slice": [{"call": "seal_body", "in": other}, 56, None]}
    not_a_body = {
        "nothing": "",
        "a header alone": {"slice": [short, 0, 56]},
        "a header and an empty chunk": {"slice": [short, 0, 72]},
        "another magic": {"flip": [short, 0]},
        "another version of the magic": {"flip": [short, 3 * 8]},
        "an unknown suite": {"flip": [short, 4 * 8 + 1]},
        "a reserved byte set": {"flip": [short, 7 * 8]},
        "an empty last chunk": {"join": [head, one, two, {"repeat": "00", "times": 16}]},
    }
    wrong_place = {
        "a bit flipped in the salt": {"flip": [short, 8 * 8]},
        "a bit flipped in the commitment": {"flip": [short, 24 * 8]},
        "the last bit of the commitment flipped": {"flip": [short, 56 * 8 - 1]},
    }
    damaged = {
        "a bit flipped in the first chunk": {"flip": [three, 56 * 8]},
        "a bit flipped in the last tag": {"flip": [three, -1]},
        "cut by one byte": {"slice": [short, 0, -1]},
        "one byte more": {"join": [short, "00"]},
        "cut at a chunk's end (wrong last flag)": {"join": [head, one, two]},
        "the first chunk dropped": {"join": [head, two, last]},
        "two chunks swapped": {"join": [head, two, one, last]},
        "a chunk repeated": {"join": [head, one, one, two, last]},
        "another body appended": {"join": [short, tail]},
        "the chunks of another body under this header": {"join": [{"slice": [short, 0, 56]}, tail]},
    }
    for error, group in (("Malformed", not_a_body), ("WrongKeyOrPlace", wrong_place), ("Damaged", damaged)):
        for name, sealed in group.items():
            file.refuses(name, "open_body", {**base, "sealed": sealed}, error)
    wrong_key = {"key": made_up("another key").hex(), "ctx": ctx, "sealed": short}
    file.refuses("another key", "open_body", wrong_key, "WrongKeyOrPlace")
    elsewhere = context("part", DEPLOYMENT, TIP, 2, "report").hex()
    file.refuses(
        "another context", "open_body", {"key": KEY, "ctx": elsewhere, "sealed": short}, "WrongKeyOrPlace"
    )
    return file


def parts(ledger: Ledger) -> VectorFile:
    file = VectorFile("parts", "A part, its hash and its wrapped key (specification, section 5)")
    unbonded = {"kind": "text", "body": "Có người bán ma túy ở chợ cũ".encode().hex()}
    text = {**unbonded, "bond": BOND}
    sealing_it = {"place": place(), "key": KEY, "content": text, "random": SALT}
    file.material["part"] = {"call": "seal_part", "in": sealing_it}
    part = {"from": "part"}
    file.gives("a part is sealed", "seal_part", sealing_it)
    file.gives("a part opens", "open_part", {"place": place(), "key": KEY, "sealed": part})
    file.gives("a part has a hash", "part_hash", {"sealed": part})
    elsewhere = {
        "another number": place(2),
        "another role": place(1, "addition"),
        "another tip": place(tip=OTHER_TIP),
        "another deployment": place(deployment=OTHER_DEPLOYMENT),
    }
    for name, there in elsewhere.items():
        file.refuses(
            f"a part under {name}",
            "open_part",
            {"place": there, "key": KEY, "sealed": part},
            "WrongKeyOrPlace",
        )
    given = {"place": place(), "key": KEY, "sealed": {"flip": [part, -1]}}
    file.refuses("a part with a bit flipped", "open_part", given, "Damaged")
    for name, bad in (("number 0", place(0)), ("a tip id of 15 bytes", place(tip=TIP[:15]))):
        file.refuses(
            f"a place with {name}", "open_part", {"place": bad, "key": KEY, "sealed": part}, "Malformed"
        )
    for role in Role:
        bonded = role in (Role.REPORT, Role.MANIFEST)
        for with_one, content in ((True, text), (False, unbonded)):
            there, with_bond = place(1, role.value), f"{'with' if with_one else 'without'} a bond"
            given = {
                "place": there,
                "key": KEY,
                "content": content,
                "random": SALT if with_one is bonded else "",
            }
            body = {
                "call": "seal_body",
                "in": {
                    "key": KEY,
                    "ctx": Place(DEPLOYMENT, TIP, 1, role).body_context().hex(),
                    "plaintext": {"call": "build_frame", "in": {"content": content}},
                    "random": SALT,
                },
            }
            opening = {"place": there, "key": KEY, "sealed": body}
            if with_one is bonded:
                file.gives(f"role {role} is sealed {with_bond}", "seal_part", given, long=True)
                file.gives(f"role {role} opens {with_bond}", "open_part", opening)
            else:
                file.refuses(f"role {role} isn't sealed {with_bond}", "seal_part", given, "Malformed")
                file.refuses(f"role {role} doesn't open {with_bond}", "open_part", opening, "Malformed")
    info = Place(DEPLOYMENT, TIP, 1, Role.REPORT).key_context(QUEUE, 2)
    file.material["wrap"] = ledger.sealed("part wrap", bytes.fromhex(KEY), QUEUE_SEED, info)
    right: Json = {
        "place": place(),
        "sealed_key": {"from": "wrap"},
        "queue": QUEUE,
        "epoch": 2,
        "queue_seed": QUEUE_SEED.hex(),
    }
    file.gives("a wrapped key opens for its queue and epoch", "unwrap_part_key", right)
    moved: dict[str, Json] = {f"under {name}": {"place": there} for name, there in elsewhere.items()}
    moved |= {"under another queue": {"queue": OTHER_QUEUE}, "under another epoch": {"epoch": 1}}
    moved |= {"with another seed": {"queue_seed": made_up("another seed").hex()}}
    for name, change in moved.items():
        file.refuses(f"a wrapped key {name}", "unwrap_part_key", {**right, **change}, "WrongKeyOrPlace")
    return file
