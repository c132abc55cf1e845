"""`tinbao poster` writes a served commune's poster and nothing else; every refusal is one sentence and exit code 2."""

import pypdfium2
import pytest

from sealing.fingerprints import fingerprint
from tests.reading_codes import links_on

OUT = "poster.pdf"
BOT = "TinBaoSonLaBot"


@pytest.fixture
def named(installation, monkeypatch):
    """An installation whose bot has a public name."""
    monkeypatch.setenv("TINBAO_BOT_NAME", BOT)
    return installation


@pytest.fixture
def served(named, enrolled):
    """Sơn La is switched on with certified keys; Quỳnh Nhai's own police have one too."""
    assert named.run("unit", "serve", "14").exit_code == 0
    assert named.run("unit", "add", "03703", "03694").exit_code == 0
    for unit_id, role in (("d-14", "duty_desk"), ("i-14", "inspectorate"), ("c-03703", "chief")):
        _, digits = enrolled(unit_id, role, "Người Giữ")
        signed = named.run(
            "keys",
            "sign",
            unit_id,
            "--fingerprint",
            digits,
            typed=named.passphrases["province-14.key"] + "\n",
        )
        assert signed.exit_code == 0, signed.output
    return named


def _refused(done, *words):
    assert done.exit_code == 2
    (sentence,) = done.output.strip().splitlines()
    assert sentence.startswith("tinbao: ")
    for word in words:
        assert word in sentence


def test_a_served_commune_gets_its_poster(served, own_folder):
    """The code leads to the bot with the commune chosen; unit and root's fingerprint stand on it."""
    done = served.run("poster", "03703", "--out", OUT)
    assert done.exit_code == 0, done.output
    with pypdfium2.PdfDocument(own_folder / OUT) as document:
        page = document[0]
        links = links_on(page)
        text = page.get_textpage().get_text_range()
    link = f"https://t.me/{BOT}?start=c_03703"
    assert links == [link]
    assert link in done.output
    assert "Công an xã Quỳnh Nhai" in text
    house = served.house()
    house.database.close_now()
    assert fingerprint("root", house.settings.directory_public_key) in text


def test_a_unit_that_is_not_ready_yet_gets_its_poster_and_a_word(served, own_folder):
    """Posters are printed before the start; whoever prints learns where tips go until then."""
    done = served.run("poster", "03694", "--out", OUT)
    assert done.exit_code == 0
    assert "duty desk" in done.output
    assert (own_folder / OUT).exists()


def test_a_file_is_never_written_over_unasked(served, own_folder):
    """What is there stays; with --force it is replaced."""
    (own_folder / OUT).write_text("mine")
    _refused(served.run("poster", "03703", "--out", OUT), OUT, "--force")
    assert (own_folder / OUT).read_text() == "mine"
    assert served.run("poster", "03703", "--out", OUT, "--force").exit_code == 0
    assert (own_folder / OUT).read_bytes().startswith(b"%PDF-")


def test_a_folder_that_is_missing_is_named(served):
    """No traceback for a mistyped folder."""
    _refused(served.run("poster", "03703", "--out", "nowhere/poster.pdf"), "nowhere", "can't be written")


@pytest.mark.parametrize("code", ["99999", "3703", "quỳnh nhai"])
def test_an_unknown_commune_is_refused(named, own_folder, code):
    """The sentence names the code that was typed."""
    _refused(named.run("poster", code, "--out", OUT), code)
    assert not (own_folder / OUT).exists()


def test_a_commune_that_is_not_served_is_refused(named, own_folder):
    """No poster may lead residents to a bot that must turn them away."""
    _refused(named.run("poster", "03703", "--out", OUT), "Xã Quỳnh Nhai, Sơn La", "isn't served")
    assert not (own_folder / OUT).exists()


def test_a_missing_bot_name_is_named(installation):
    """The setting and where to set it."""
    _refused(installation.run("poster", "03703", "--out", OUT), "TINBAO_BOT_NAME")


def test_a_missing_root_key_is_named(named, own_folder):
    """Without the root there is no fingerprint to print."""
    env = own_folder / ".env"
    kept = [line for line in env.read_text("utf-8").splitlines() if "DIRECTORY_PUBLIC_KEY" not in line]
    env.write_text("\n".join(kept) + "\n", "utf-8")
    _refused(named.run("poster", "03703", "--out", OUT), "TINBAO_DIRECTORY_PUBLIC_KEY")


def test_missing_fonts_are_said_in_one_sentence(served, monkeypatch, tmp_path):
    """Whoever forgot the build learns what to run."""
    monkeypatch.setattr("web.__file__", str(tmp_path / "web" / "__init__.py"))
    _refused(served.run("poster", "03703", "--out", OUT), "make setup")
