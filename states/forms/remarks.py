"""The form of what people say to each other about a case."""

from typing import Annotated

from pydantic import Field

from states.forms.base import Form, Text


class Comment(Form):
    """留言: for those who work on the case; ``shown``, for its officer and their unit, too."""

    text: Annotated[Text, Field(title="留言内容", description="what is said")]
    shown: Annotated[
        bool,
        Field(
            title="执法人员和所在单位也能看到",
            description="the officer and their unit read it, too",
        ),
    ] = False
