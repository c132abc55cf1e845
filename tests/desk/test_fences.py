"""The fences around every answer of the desk."""

from base64 import b64encode

import httpx
import pytest

from tests.desk.conftest import BUILD, ORIGIN, DeskClient
from tests.desk.house import House
from web.desk import create_desk
from web.desk.guard import content_security_policy


async def test_every_answer_carries_the_strict_policy_and_is_never_stored(desk: DeskClient) -> None:
    for path in ("/", "/sign-in", "/nowhere", "/key", "/invitation", "/icon.svg"):
        headers = (await desk.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy
        assert "unsafe-inline" not in policy
        assert "http" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'none'" in policy
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]


def test_only_a_configured_origin_may_frame_the_desk() -> None:
    assert "frame-ancestors 'none'" in content_security_policy(())
    assert "frame-ancestors http://127.0.0.1:8138" in content_security_policy(("http://127.0.0.1:8138",))


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://127.0.0.1:8138", ORIGIN + "/"]
)
@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-in/salt", "/sign-out", "/unit/grants", "/tips/00/claim", "/held/open"]
)
async def test_a_request_from_elsewhere_changes_nothing(
    desk: DeskClient, path: str, origin: str | None
) -> None:
    assert (await desk.post(path, origin=origin)).status_code == 403


async def test_a_request_without_a_length_or_too_long_is_refused_unread(desk: DeskClient) -> None:
    async def pieces() -> object:
        yield b"{}"

    headers = {"origin": ORIGIN, "content-type": "application/json"}
    endless = await desk.client.post("/sign-in", content=pieces(), headers=headers)  # type: ignore[arg-type]
    assert endless.status_code == 411
    both = await desk.client.post(
        "/sign-in", content=b"{}", headers={**headers, "content-length": "2", "transfer-encoding": "chunked"}
    )
    assert both.status_code == 411
    large = await desk.client.post("/sign-in", content=b" " * 1_000_001, headers=headers)
    assert large.status_code == 413


async def test_what_no_database_can_store_is_refused_before_it_gets_there(desk: DeskClient) -> None:
    """PostgreSQL takes no NUL in a text: such a name, address or question is a bad request, never an error of ours."""
    for body in ({"name": "a\x00"}, {"name": "\x00"}):
        assert (await desk.post("/sign-in/salt", body)).status_code == 400
    for address in ("/units/a%00", "/unit?unit=%00", "/invitation?x=1%00"):
        assert (await desk.get(address)).status_code == 400


async def test_an_address_with_a_number_without_end_is_refused(desk: DeskClient) -> None:
    assert (await desk.get(f"/tips/{'a' * 32}/parts/report/{'1' * 5000}")).status_code == 400


async def test_a_passkeys_answer_nested_without_end_signs_nobody_in(desk: DeskClient) -> None:
    answer = {"name": "hanh.lt", "proof": b64encode(bytes(32)).decode()}
    for field, value in (
        ("credential", b"c"),
        ("client_data", b"[" * 4096),
        ("authenticator_data", b"a"),
        ("signature", b"s"),
    ):
        answer[field] = b64encode(value).decode()
    assert (await desk.post("/sign-in/passkey", answer)).status_code == 403


async def test_over_https_the_cookie_belongs_to_this_host_alone(house: House) -> None:
    origin = "https://desk.example"
    transport = httpx.ASGITransport(create_desk(house.parts(origin, BUILD)))
    async with httpx.AsyncClient(transport=transport, base_url=origin) as client:
        desk = DeskClient(house, client, origin)
        answer = await desk.sign_in(house.officer("Lò Thị Hạnh", "hanh.lt"))
    assert answer.headers["set-cookie"].startswith("__Host-tinbao-desk=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers
