"""Runs the migrations on the connection it is given; must never read settings or open a database by itself."""

from alembic import context

from storage.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
# The caller holds the transaction: a migration that fails leaves the database as it was.
context.run_migrations()
