"""Cases for receipts, manifests, additions, replies and passphrases."""

from sealing.contexts import context
from sealing.receipts import derive_receipt
from sealing.secret_types import SecretText
from tests.vectors.fixed_bytes import (
    BOND,
    DEPLOYMENT,
    OTHER_BOND,
    OTHER_DEPLOYMENT,
    OTHER_TIP,
    TIP,
    Json,
    Ledger,
    hybrid_public,
    made_up,
    place,
    signing_public,
)
from tests.vectors.writing import VectorFile

CODE = "000000000000000000000195"


def receipts() -> VectorFile:
    file = VectorFile(
        "receipts", "Receipt codes: making, showing, reading, deriving (specification, section 8)"
    )
    ten_22 = 10**22
    draws = {"zero": 0, "one": 1, "the highest number": ten_22 - 1, "the last draw taken": 120 * ten_22 - 1}
    for name, number in draws.items():
        file.gives(f"a code from {name}", "new_code", {"random": number.to_bytes(10, "big").hex()})
    again = (120 * ten_22).to_bytes(10, "big").hex() + "ff" * 10 + (5).to_bytes(10, "big").hex()
    file.gives("a draw over the bound is drawn again", "new_code", {"random": again})
    code = file.cases[1]["out"]
    shown = "0000 0000 0000 0000 0000 0195"
    assert code == CODE
    file.gives("a code is shown in six groups", "show_code", {"code": code})
    typed = {
        "as shown": shown,
        "without spaces": code,
        "with dashes": shown.replace(" ", "-"),
        "with dots and line breaks": shown.replace(" ", ".\n"),
        "with long dashes": shown.replace(" ", " \u2013\u2014\u2010\u2015\u2212 "),
        "with o for zero": shown.replace("0", "o", 3).replace("0", "O", 2),
        "in full-width digits": "".join(chr(ord(digit) + 0xFEE0) for digit in code),
        "with no-break spaces around": f"\u00a0{shown}\u00a0",
    }
    for name, text in typed.items():
        file.gives(f"a code typed {name} is read", "read_code", {"typed": text})
    wrong = {
        "nothing": "",
        "a digit changed": shown[:-1] + "7",
        "two digits swapped": "0000 0000 0000 0000 0000 1095",
        "a digit missing": code[1:],
        "a digit too many": "0" + code,
        "check digits over 98": "000000000000000000000099",
        "a letter inside": code[:-1] + "b",
        "l for one": code.replace("1", "l"),
        "digits of another script": code[:-2] + "\u0669\u0665",
        "an underscore": code[:12] + "_" + code[12:],
        "only zeros": "0" * 24,
    }
    for name, text in wrong.items():
        file.gives(f"an ordinary no: {name}", "read_code", {"typed": text})
        assert file.cases[-1]["out"] is None, name
    file.refuses("showing what isn't a code", "show_code", {"code": "1" * 24}, "Malformed")
    file.gives("what a code opens", "derive_receipt", {"code": code, "deployment": DEPLOYMENT.hex()})
    given = {"code": code, "deployment": OTHER_DEPLOYMENT.hex()}
    file.gives("elsewhere the same code opens something else", "derive_receipt", given)
    given = {"code": code[:-1] + "7", "deployment": DEPLOYMENT.hex()}
    file.refuses("deriving from wrong check digits", "derive_receipt", given, "Malformed")
    given = {"code": shown, "deployment": DEPLOYMENT.hex()}
    file.refuses("deriving from a code as shown", "derive_receipt", given, "Malformed")
    given = {"code": code, "deployment": DEPLOYMENT[:15].hex()}
    file.refuses("deriving for a deployment id of 15 bytes", "derive_receipt", given, "Malformed")
    return file


def receipt_keys(name: str) -> Json:
    """The public side of a made-up receipt."""
    return {
        "mailbox": made_up(f"mailbox {name}", 16).hex(),
        "reply_public_key": hybrid_public(made_up(f"reply {name}")).hex(),
        "signing_public_key": signing_public(made_up(f"signing {name}")).hex(),
    }


def manifests() -> VectorFile:
    file = VectorFile(
        "manifests", "The manifest: which parts and receipts a tip has (specification, section 7)"
    )
    hashes = [[number, made_up(f"hash {number}").hex()] for number in (1, 2, 5)]
    first, second, third = (receipt_keys(name) for name in ("first", "second", "third"))
    manifest = {"bond": BOND, "part_hashes": hashes, "receipts": [first, second]}
    file.gives("a manifest is written", "manifest_content", {"manifest": manifest})
    body: str = file.cases[-1]["out"]["body"]
    file.material["manifest"] = body
    read = {"kind": "manifest", "body": {"from": "manifest"}, "bond": BOND}
    file.gives("a manifest is read", "read_manifest", {"content": read})
    small = {"bond": BOND, "part_hashes": hashes[:1], "receipts": [first, second, third]}
    file.gives("one part and three receipts", "manifest_content", {"manifest": small})
    data = bytes.fromhex(body)
    row, one = 36, 1264
    parts_end = 5 + 3 * row
    swapped = data[:5] + data[5 + row : 5 + 2 * row] + data[5 : 5 + row] + data[5 + 2 * row :]
    bad = {
        "nothing": b"",
        "another version": b"\x02" + data[1:],
        "a byte more": data + b"\x00",
        "a byte less": data[:-1],
        "no parts": data[:1] + bytes(4) + data[parts_end:],
        "a part count beyond the content": data[:1] + b"\xff\xff\xff\xff" + data[5:],
        "part numbers that don't ascend": swapped,
        "a part number twice": data[:5] + data[5 : 5 + row] * 2 + data[5 + 2 * row :],
        "part number zero": data[:5] + bytes(4) + data[9:],
        "no receipts": data[:parts_end] + b"\x00",
        "four receipts": data[:parts_end] + b"\x04" + data[parts_end + 1 : parts_end + 1 + one] * 4,
        "a receipt listed twice": data[:parts_end] + b"\x02" + data[parts_end + 1 : parts_end + 1 + one] * 2,
        "a receipt count that doesn't fit": data[:parts_end] + b"\x01" + data[parts_end + 1 :],
    }
    for name, content in bad.items():
        given = {"content": {"kind": "manifest", "body": content.hex(), "bond": BOND}}
        file.refuses(f"reading {name}", "read_manifest", given, "Malformed")
    file.refuses(
        "reading another kind", "read_manifest", {"content": {**read, "kind": "document"}}, "Malformed"
    )
    without = {"content": {"kind": "manifest", "body": {"from": "manifest"}}}
    file.refuses("reading a manifest without a bond", "read_manifest", without, "Malformed")
    unwritable = {
        "no parts": {"part_hashes": [], "receipts": [first]},
        "no receipts": {"part_hashes": hashes, "receipts": []},
        "four receipts": {"part_hashes": hashes, "receipts": [first, second, third, receipt_keys("fourth")]},
        "part number zero": {"part_hashes": [[0, hashes[0][1]]], "receipts": [first]},
        "a hash of 31 bytes": {"part_hashes": [[1, "00" * 31]], "receipts": [first]},
        "the same receipt twice": {"part_hashes": hashes, "receipts": [first, first]},
    }
    for name, content in unwritable.items():
        given = {"manifest": {"bond": BOND, **content}}
        file.refuses(f"writing {name}", "manifest_content", given, "Malformed")
    bonds = [[number, BOND] for number in (1, 2, 5)]
    right: Json = {
        "manifest": manifest,
        "offered_hashes": hashes,
        "offered_receipts": [first, second],
        "opened_bonds": bonds,
    }
    other_hash = made_up("other hash").hex()
    changes: dict[str, Json] = {
        "nothing differs": {},
        "the order of what is offered doesn't matter": {
            "offered_hashes": hashes[::-1],
            "offered_receipts": [second, first],
        },
        "a part dropped": {"offered_hashes": hashes[1:]},
        "a part added": {"offered_hashes": [*hashes, [6, other_hash]]},
        "a part changed": {"offered_hashes": [hashes[0], [2, other_hash], hashes[2]]},
        "two parts swapped": {"offered_hashes": [[1, hashes[1][1]], [2, hashes[0][1]], hashes[2]]},
        "everything dropped": {"offered_hashes": [], "offered_receipts": []},
        "a reply key swapped": {
            "offered_receipts": [{**first, "reply_public_key": third["reply_public_key"]}, second]
        },
        "a signing key swapped": {
            "offered_receipts": [first, {**second, "signing_public_key": third["signing_public_key"]}]
        },
        "a receipt dropped": {"offered_receipts": [second]},
        "a receipt added": {"offered_receipts": [first, second, third]},
        "a forged manifest over all parts": {"manifest": {**manifest, "bond": OTHER_BOND}},
        "a forged manifest that leaves a part out": {
            "manifest": {**manifest, "bond": OTHER_BOND, "part_hashes": hashes[:2]},
            "offered_hashes": hashes[:2],
            "opened_bonds": bonds[:2],
        },
        "a forged manifest with another reply key": {
            "manifest": {**manifest, "bond": OTHER_BOND, "receipts": [third]},
            "offered_receipts": [third],
        },
        "a forged manifest over one part that opens and two that don't": {
            "manifest": {**manifest, "bond": OTHER_BOND},
            "opened_bonds": bonds[:1],
        },
        "a listed part with another bond": {"opened_bonds": [bonds[0], [2, OTHER_BOND], bonds[2]]},
        "a part added with another bond": {
            "offered_hashes": [*hashes, [6, other_hash]],
            "opened_bonds": [*bonds, [6, OTHER_BOND]],
        },
        "a part added with the tip's bond": {
            "offered_hashes": [*hashes, [6, other_hash]],
            "opened_bonds": [*bonds, [6, BOND]],
        },
        "a listed part that doesn't open": {"opened_bonds": bonds[:2]},
        "a changed part that doesn't open": {
            "offered_hashes": [hashes[0], [2, other_hash], hashes[2]],
            "opened_bonds": [bonds[0], bonds[2]],
        },
        "no part that opens": {"opened_bonds": []},
    }
    for name, change in changes.items():
        file.gives(f"comparing: {name}", "check_manifest", {**right, **change})
    return file


def additions() -> VectorFile:
    file = VectorFile(
        "additions", "What the resident adds later, signed with the code's key (specification, section 9)"
    )
    seed = made_up("signing seed")
    part = made_up("some sealed part", 100).hex()
    there = place(3, "addition")
    signing = {"signing_seed": seed.hex(), "place": there, "sealed_part": part}
    file.gives("an addition is signed", "sign_addition", signing)
    signature = file.cases[-1]["out"]
    right = {
        "signing_public_key": signing_public(seed).hex(),
        "place": there,
        "sealed_part": part,
        "signature": signature,
    }
    file.gives("its signature verifies", "verify_addition", right)
    wrong: dict[str, Json] = {
        "another key": {"signing_public_key": signing_public(made_up("x")).hex()},
        "another part": {"sealed_part": made_up("another sealed part", 100).hex()},
        "another number": {"place": place(4, "addition")},
        "another tip": {"place": place(3, "addition", tip=OTHER_TIP)},
        "another deployment": {"place": place(3, "addition", deployment=OTHER_DEPLOYMENT)},
        "a bit flipped": {"signature": {"flip": [signature, 0]}},
        "the last bit flipped": {"signature": {"flip": [signature, -1]}},
        "a signature cut": {"signature": signature[:-2]},
        "no signature": {"signature": ""},
        "a key of 31 bytes": {"signing_public_key": "00" * 31},
    }
    for name, change in wrong.items():
        file.refuses(name, "verify_addition", {**right, **change}, "NotTheResident")
    for role in ("report", "reply"):
        file.refuses(
            f"a part with role {role}", "verify_addition", {**right, "place": place(3, role)}, "Malformed"
        )
        file.refuses(
            f"signing a part with role {role}",
            "sign_addition",
            {**signing, "place": place(3, role)},
            "Malformed",
        )
    return file


def replies(ledger: Ledger) -> VectorFile:
    file = VectorFile("replies", "A reply's key sealed to a receipt (specification, section 9)")
    receipt = derive_receipt(SecretText(CODE), DEPLOYMENT)
    seed = receipt.reply_seed.reveal()
    info = context("reply-key", DEPLOYMENT, TIP, 2, receipt.mailbox)
    key = made_up("reply part key")
    file.material["sealed"] = ledger.sealed("reply", key, seed, info)
    right: Json = {
        "place": place(2, "reply"),
        "sealed_key": {"from": "sealed"},
        "mailbox": receipt.mailbox.hex(),
        "reply_seed": seed.hex(),
    }
    file.gives("the code's holder opens the reply's key", "open_reply_key", right)
    wrong: dict[str, Json] = {
        "another code": {"reply_seed": made_up("x").hex()},
        "another mailbox": {"mailbox": made_up("mailbox", 16).hex()},
        "another number": {"place": place(1, "reply")},
        "another tip": {"place": place(2, "reply", tip=OTHER_TIP)},
        "a bit flipped": {"sealed_key": {"flip": [{"from": "sealed"}, 0]}},
    }
    for name, change in wrong.items():
        file.refuses(name, "open_reply_key", {**right, **change}, "WrongKeyOrPlace")
    malformed: dict[str, Json] = {
        "a part that isn't a reply": {"place": place(2, "note")},
        "a mailbox of 15 bytes": {"mailbox": "00" * 15},
    }
    for name, change in malformed.items():
        file.refuses(name, "open_reply_key", {**right, **change}, "Malformed")
    return file


def passphrases() -> VectorFile:
    file = VectorFile("passphrases", "Passphrases: normalising and generating (specification, section 10)")
    typed = {
        "with diacritics": "Đường Nâu chuông trắng rừng quý bảng mỏng nhà mỏng",
        "without": "duong nau chuong trang rung quy bang mong nha mong",
        "decomposed": "d\u0323u\u031b\u01a1\u0300ng N\u00e2u",
        "in capitals": "ĐƯỜNG NÂU ỶẶỆỘỢỮ",
        "with stray spaces, dashes and stops": "  đường\t nâu - chuông.\u00a0trắng\n",
        "with digits": "nhà 12",
        "in full-width letters": "\uff21\uff22\uff43 \uff11",
        "with letters of another script between": "nhà \u0436 mỏng",
        "with an eth, which isn't a d": "\u00d0\u01b0\u1eddng",
        "with ligatures and signs that compose": "\ufb01n \u212a\u212b \u0130",
        "with a zero-width space": "nhà\u200bmỏng",
    }
    for name, text in typed.items():
        file.gives(f"typed {name}", "normalise_passphrase", {"typed": text})
    for name, text in {
        "nothing": "",
        "spaces alone": " \t\n",
        "other scripts alone": "\u0436\u0436 \u4e2d",
    }.items():
        file.refuses(f"typed {name}", "normalise_passphrase", {"typed": text}, "Malformed")
    plain = "".join(number.to_bytes(4, "big").hex() for number in (0, 1, 3127, 3128, 123456789))
    file.gives("five words are chosen", "generate_passphrase", {"random": plain})
    file.gives("a draw over the bound is drawn again", "generate_passphrase", {"random": "ffffffff" + plain})
    return file
