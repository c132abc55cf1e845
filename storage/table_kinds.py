"""What every table shares: one metadata and the kinds of columns; row ids are random, so that no table keeps the order in which residents came."""

import secrets

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, MetaData, Text
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def new_row_id() -> int:
    """A random row id, 63 bits: an automatic one would count up and so tell who came before whom."""
    return secrets.randbits(63)


def big_integer() -> TypeEngine[int]:
    """64 bits; on SQLite an INTEGER, which may be the rowid itself."""
    return BigInteger().with_variant(Integer(), "sqlite")


def row_id() -> "Column[int]":
    """The primary key of a table with large rows; on SQLite it is the rowid itself."""
    return Column("row_id", big_integer(), primary_key=True, autoincrement=False, default=new_row_id)


def id_column(
    name: str, references: ForeignKey | None = None, *, primary_key: bool = False, nullable: bool = False
) -> "Column[bytes]":
    """A random identifier of 16 bytes."""
    return Column(
        name,
        LargeBinary(16),
        *(() if references is None else (references,)),
        primary_key=primary_key,
        nullable=nullable,
    )


def queue_column(name: str = "queue_id", *, primary_key: bool = False, index: bool = False) -> "Column[str]":
    """The id of a unit and of its one queue."""
    return Column(name, Text, ForeignKey("units.id"), primary_key=primary_key, nullable=False, index=index)
