"""Serves the sandbox from its own process (`python -m bot.sandbox --token 1:a`); it never listens beyond this machine."""

from pathlib import Path

import click

from bot.sandbox.app import create_sandbox
from bot.sandbox.serving import sandbox_server

_BUILD = Path(__file__).parents[2] / "web" / "static" / "build"


@click.command()
@click.option(
    "--token", "tokens", multiple=True, required=True, help="A bot's token; the first is the residents'."
)
@click.option("--port", default=8138, show_default=True, help="Loopback port.")
@click.option("--check/--no-check", default=True, help="Check requests against the schema (off for benches).")
@click.option(
    "--rate", type=int, default=None, help="Messages a second before 429; without it there is no limit."
)
@click.option("--chat-rate", is_flag=True, help="One message a second in a chat.")
def main(tokens: tuple[str, ...], port: int, check: bool, rate: int | None, chat_rate: bool) -> None:
    """Serve a local Bot API server and a phone."""
    app = create_sandbox(tokens, _BUILD, check=check, rate_per_second=rate, one_a_second_in_a_chat=chat_rate)
    sandbox_server(app, port).run()


if __name__ == "__main__":
    main()
