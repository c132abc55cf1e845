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
def main(tokens: tuple[str, ...], port: int, check: bool) -> None:
    """Serve a local Bot API server and a phone."""
    sandbox_server(create_sandbox(tokens, _BUILD, check=check), port).run()


if __name__ == "__main__":
    main()
