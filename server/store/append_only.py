"""The audit is written once: the database refuses to change its lines, whoever asks through us.

Deleting is possible below a horizon that only retention moves, and moves back at once. Whoever
owns the database can still take the triggers away; nobody does so by mistake or by an injected
statement.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import DDL, event

SQLITE: Final = (
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    WHEN OLD.at_ms >= coalesce((SELECT max(before_ms) FROM audit_horizon), 0)
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END""",
)

POSTGRESQL: Final = (
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.at_ms < coalesce((SELECT max(before_ms) FROM audit_horizon), 0) THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION 'audit is append-only';
    END $$""",
    """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
)


def protect(table: Any) -> None:
    """Make the triggers wherever the table is made from its model; migrations make their own."""
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements:
            made: Any = DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy has no types here
            event.listen(table, "after_create", made.execute_if(dialect=dialect))
