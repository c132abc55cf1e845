"""What a browser must refuse and the vector files can't spell."""

from playwright.sync_api import Browser


def test_the_browser_refuses_what_only_a_forger_would_make(chromium: Browser, test_pages: str) -> None:
    """Each is refused by its own name; a browser without Ed25519 says so instead of guessing."""
    page = chromium.new_page()
    page.goto(f"{test_pages}/page_refusals.html")
    page.wait_for_function("() => globalThis.ready")
    refusals = page.evaluate("() => refusals()")
    page.close()
    assert refusals == {
        "text with an unpaired surrogate": "Malformed",
        "a first coefficient over the modulus": "Malformed",
        "a second coefficient over the modulus": "Malformed",
        "a key file of another seed": "WrongKeyOrPlace",
        "an entry of another issuer": "DirectoryRefused",
        "a signature in a browser without Ed25519": "SealingUnavailable",
    }
