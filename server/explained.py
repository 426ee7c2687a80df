"""What the domain refuses is said by a command in one line, without a trace."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import click
from sqlalchemy.exc import OperationalError

from server.domain.errors import DomainError
from server.store.at_rest import CannotOpen
from server.store.keyring import UnreadableKeys

P = ParamSpec("P")


def explained(command: Callable[P, None]) -> Callable[P, None]:
    """What the domain refuses is said in one line, without a trace."""

    @wraps(command)
    def explain(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except UnreadableKeys as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            told = f"The database cannot be read: {error.orig}"
            raise click.ClickException(f"{told}\nflask --app wsgi doctor says more.") from error
        except DomainError as error:
            which = "; ".join(
                f"{name}: {', '.join(why)}" for name, why in (error.fields or {}).items()
            )
            raise click.ClickException(f"{error.message} {which}".strip()) from error
        except CannotOpen as error:
            raise click.ClickException(str(error)) from error

    return explain
