"""Performs what decides how updates reach a bot; polling and webhook never run at once."""

from typing import Any

from bot.sandbox.methods.registry import Desk, performs
from bot.sandbox.refusals import conflict
from bot.sandbox.request_reading import Call
from bot.sandbox.update_queue import Update

LONGEST_POLL_SECONDS = 50
"""Seconds a poll waits at most, as on the public server."""


@performs("getUpdates")
async def get_updates(desk: Desk, call: Call) -> list[Update]:
    """Updates from `offset` on; what lies before it is confirmed and vanishes."""
    if desk.courier.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    desk.bot.updates.allow(call.structure("allowed_updates"))
    offset = call.integer("offset") if "offset" in call.values else None
    timeout = min(max(call.integer("timeout"), 0), LONGEST_POLL_SECONDS)
    return await desk.bot.updates.poll(offset, call.integer("limit", 100), timeout)


@performs("setWebhook")
async def set_webhook(desk: Desk, call: Call) -> bool:
    """Updates are posted to an address of this machine from now on."""
    desk.bot.updates.allow(call.structure("allowed_updates"))
    if call.flag("drop_pending_updates"):
        desk.bot.updates.clear()
    await desk.courier.set(call.text("url"), call.text("secret_token"), call.integer("max_connections", 40))
    return True


@performs("deleteWebhook")
async def delete_webhook(desk: Desk, call: Call) -> bool:
    """Back to polling."""
    await desk.courier.set("", "", 40)
    if call.flag("drop_pending_updates"):
        desk.bot.updates.clear()
    return True


@performs("getWebhookInfo")
def get_webhook_info(desk: Desk, _call: Call) -> dict[str, Any]:
    """How the webhook does."""
    courier = desk.courier
    info: dict[str, Any] = {
        "url": courier.url,
        "has_custom_certificate": False,
        "pending_update_count": len(desk.bot.updates),
    }
    if courier.url:
        info["max_connections"] = courier.most_connections
    if courier.last_error is not None:
        info["last_error_date"], info["last_error_message"] = courier.last_error
    allowed = desk.bot.updates.allowed
    if allowed is not None:
        info["allowed_updates"] = sorted(allowed)
    return info
