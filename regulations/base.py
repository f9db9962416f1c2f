"""What every part of a pack is made of."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, max_length=500)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.]{0,39}$")]
Count = Annotated[int, Field(strict=True, ge=1, le=1200)]
Basis = Literal["text", "norm", "policy"]
"""``text``: the measures say so; ``norm``: another norm does; ``policy``: ours, to be changed."""


class Part(BaseModel):
    """Frozen data that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Labelled(Part):
    """Something a person reads, in both languages."""

    zh: Text
    en: Text
