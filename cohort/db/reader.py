"""Reads rows for a page past SQLAlchemy's session and execution.

SQLite answers most of a page's queries in some 20 µs; SQLAlchemy takes 80 µs more to run each, and
100 µs to open and close a session (docs/decisions/035). A statement that was built once is
therefore compiled once, and run on the driver's own connection. SQLAlchemy still compiles it, keeps
the connections, and converts what goes in and comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData

Convert = Callable[[Any], Any]
Sizes = tuple[int, ...]  # of the facts that are lists


class Reader:
    """One request's connection for reading, taken from the pool with its first query.

    `begin` makes ready a connection of the pool that is to read only.
    """

    def __init__(self, begin: Callable[[sa.PoolProxiedConnection], None]) -> None:
        self._begin = begin
        self._connection: sa.PoolProxiedConnection | None = None

    def fetch(self, engine: sa.Engine, query: sa.SelectBase, facts: Mapping[str, Any]) -> Any:
        """As `fetch_on`, on this request's connection, which is given up after an error."""
        if self._connection is None:
            self._connection = engine.raw_connection()
            self._begin(self._connection)
        try:
            return fetch_on(self._connection, engine, query, facts)
        except sa.exc.DBAPIError:
            self._connection.invalidate()
            self._connection = None
            raise

    def close(self) -> None:
        """Give the connection back; the pool ends its transaction."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def fetch_on(
    connection: sa.PoolProxiedConnection,
    engine: sa.Engine,
    query: sa.SelectBase,
    facts: Mapping[str, Any],
) -> Any:
    """The rows of a query with bind parameters, as a `sqlalchemy.Result`.

    Raises the DBAPIError that SQLAlchemy would.
    """
    compiled = _compiled(engine.dialect, query, facts)
    given = compiled.given(facts)
    # Whoever counts or records statements hears of these too, without SQLAlchemy's connection.
    for hear in engine.dispatch.before_cursor_execute:
        hear(None, None, compiled.sql, given, None, False)
    raw: Any = connection.dbapi_connection
    try:
        cursor = raw.execute(compiled.sql, given)
        rows = cursor.fetchall()
    except engine.dialect.loaded_dbapi.Error as error:
        raise _wrapped(engine, compiled.sql, error) from error
    return IteratorResult(compiled.columns(cursor.description), iter(rows))


class _Compiled:
    """A statement for one driver, with lists as long as those in `facts`."""

    def __init__(self, dialect: sa.Dialect, query: sa.SelectBase, facts: Mapping[str, Any]) -> None:
        whole = {"render_postcompile": True}  # a parameter for each value of a list
        made: Any = query.params(**facts).compile(dialect=dialect, compile_kwargs=whole)
        self.sql = made.string
        self._dialect = dialect
        self._names = made.positiontup  # None where the driver takes parameters by name
        self._types = [column.type for column in query.selected_columns]
        self._keys = [str(column.key) for column in query.selected_columns]
        self._columns: SimpleResultMetaData | None = None
        self._convert = {
            name: convert
            for name, bound in made.binds.items()
            if (convert := bound.type.dialect_impl(dialect).bind_processor(dialect))
        }
        own = {name: bound.value for name, bound in made.binds.items() if name not in facts}
        self._constants = self._converted(own)

    def given(self, facts: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them. Raises KeyError when a fact is missing."""
        values = self._constants | self._converted(facts)
        return values if self._names is None else [values[name] for name in self._names]

    def columns(self, description: Any) -> SimpleResultMetaData:
        """What the rows hold, as the driver's first answer describes it."""
        if self._columns is None:
            convert = [
                kind.dialect_impl(self._dialect).result_processor(self._dialect, told[1])
                for kind, told in zip(self._types, description, strict=True)
            ]
            self._columns = SimpleResultMetaData(self._keys, _processors=convert)
        return self._columns

    def _converted(self, values: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for name, value in values.items():
            convert = self._convert.get(name)
            if type(value) is list:
                for number, one in enumerate(value, 1):  # as `render_postcompile` calls them
                    found[f"{name}_{number}"] = convert(one) if convert else one
            else:
                found[name] = convert(value) if convert else value
        return found


_kept: WeakKeyDictionary[Any, dict[tuple[str, Sizes], _Compiled]] = WeakKeyDictionary()


def _compiled(dialect: sa.Dialect, query: sa.SelectBase, facts: Mapping[str, Any]) -> _Compiled:
    of_query = _kept.get(query)
    if of_query is None:
        of_query = _kept[query] = {}
    sizes = tuple([len(value) for value in facts.values() if type(value) is list])
    found = of_query.get((dialect.name, sizes))
    if found is None:
        found = of_query[dialect.name, sizes] = _Compiled(dialect, query, facts)
    return found


def _wrapped(engine: sa.Engine, sql: str, error: Exception) -> BaseException:
    """The driver's error as SQLAlchemy raises it, without what people wrote."""
    base: Any = engine.dialect.loaded_dbapi.Error
    return sa.exc.DBAPIError.instance(
        sql, None, error, base, hide_parameters=True, dialect=engine.dialect
    )
