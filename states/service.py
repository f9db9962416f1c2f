"""How a decision reaches the officer (送达), and its proof, which may come later."""

from typing import cast

from states.errors import GuardFailed, Invalid
from states.forms.review import ProveService, ServeDecision
from states.situation import Situation


def not_served_yet(at: Situation) -> None:
    """A decision is served once; the day is not overwritten."""
    if at.facts.decision is None or at.facts.decision_served_on:
        raise GuardFailed("没有待送达的决定", "there is no decision to be served")


def served_already(at: Situation) -> None:
    """What is proven afterwards is a service that stands, be it by going on from the decision."""
    if at.facts.decision is None or at.facts.decision_served_on is None:
        raise GuardFailed(
            "决定尚未送达，请办理“决定送达”",
            "the decision is not served yet; use 'Serve the decision'",
        )


def proven_whole(at: Situation) -> None:
    """A proof of service says both how it was served and on which receipt."""
    form = cast("ServeDecision", at.form)
    if form.receipt and form.way is None:
        raise Invalid("way", "填写送达回证时须写明送达方式", "is required with a receipt")
    if form.receipt is None and (form.way or form.received_by):
        raise Invalid("receipt", "须填写送达回证", "is required with a way or a recipient")


def proven_after_decided(at: Situation) -> None:
    """A receipt is of the day of the decision or later, and not of tomorrow."""
    form, decision = cast("ProveService", at.form), at.facts.decision
    if decision and not decision.decided_on <= form.served_on <= at.today:
        raise Invalid(
            "served_on", "须在决定日期与今天之间", "must lie between the decision and today"
        )


def correction_reasoned(at: Situation) -> None:
    """A proof that stands is put right with a reason."""
    if at.facts.decision_service and at.form.reason is None:
        raise Invalid(
            "reason", "已有送达回证，更正须写明理由", "is required: a proof stands already"
        )
